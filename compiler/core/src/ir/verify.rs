//! The IR's invariants, checked: a pipeline that breaks one is a bug of the compiler, not of a spec.

use std::collections::HashMap;

use super::{
    CheckKind, Column, Dataset, DatasetId, DatasetKind, Expr, ExprKind, Grain, Join, JoinKind, NamedExpr, Op, Pipeline,
    Query, Side, SortKey, Step,
};
use crate::Symbol;
use crate::types::Type;

/// What is wrong with a pipeline; nothing, if the checker is right.
#[must_use]
pub fn verify(pipeline: &Pipeline) -> Vec<String> {
    let mut verifier = Verifier { pipeline, place: String::new(), problems: Vec::new() };
    for (id, dataset) in pipeline.iter() {
        verifier.dataset(id, dataset);
    }
    for check in &pipeline.checks {
        verifier.place = format!("check `{}`", check.name);
        if let (CheckKind::Expect(expr), Some(dataset)) = (&check.kind, pipeline.dataset(check.dataset)) {
            verifier.condition(expr, &Sides::of(&dataset.columns));
        }
    }
    verifier.problems
}

struct Verifier<'p> {
    pipeline: &'p Pipeline,
    place: String,
    problems: Vec<String>,
}

/// The columns an expression may name.
struct Sides<'c> {
    left: HashMap<&'c str, &'c Column>,
    right: HashMap<&'c str, &'c Column>,
}

impl<'c> Sides<'c> {
    fn of(left: &'c [Column]) -> Self {
        Self { left: by_name(left), right: HashMap::new() }
    }
}

fn by_name(columns: &[Column]) -> HashMap<&str, &Column> {
    columns.iter().map(|column| (&*column.name, column)).collect()
}

impl Verifier<'_> {
    fn problem(&mut self, what: impl std::fmt::Display) {
        self.problems.push(format!("{}: {what}", self.place));
    }

    fn dataset(&mut self, id: DatasetId, dataset: &Dataset) {
        self.place = format!("`{}`", dataset.name);
        self.schema(&dataset.columns);
        self.grain(&dataset.grain, &dataset.columns);
        for read in dataset.reads() {
            if read >= id {
                self.problem("stands before a dataset it reads");
            }
        }
        match &dataset.kind {
            DatasetKind::Input(input) => {
                let names = input.columns.iter().map(|column| &column.name);
                if !names.eq(dataset.columns.iter().map(|column| &column.name)) {
                    self.problem("stored columns differ from its columns");
                }
            }
            DatasetKind::Transform(query) | DatasetKind::Kpi(query) | DatasetKind::Query(query) => {
                self.query(query, dataset);
            }
        }
        let named = dataset.output.partition_by.iter().chain(&dataset.output.key);
        self.names_exist(named, &dataset.columns);
    }

    fn query(&mut self, query: &Query, dataset: &Dataset) {
        let Some(source) = self.pipeline.dataset(query.from) else {
            return self.problem("reads a dataset that is not there");
        };
        let mut columns: &[Column] = &source.columns;
        for (i, step) in query.steps.iter().enumerate() {
            self.place = format!("`{}`, operator {} ({})", dataset.name, i + 1, step.keyword);
            let expected = self.op(step, columns);
            self.schema(&step.columns);
            if let Some(expected) = expected {
                self.result(&expected, step);
            }
            columns = &step.columns;
        }
        self.place = format!("`{}`", dataset.name);
        if columns != &*dataset.columns {
            self.problem("its columns are not those of its last operator");
        }
    }

    /// Checks an operator over its source's columns; the names and types its result must have.
    fn op(&mut self, step: &Step, source: &[Column]) -> Option<Vec<(Symbol, Type)>> {
        let sides = Sides::of(source);
        let same = || source.iter().map(|column| (Symbol::clone(&column.name), column.ty.clone())).collect::<Vec<_>>();
        match &step.op {
            Op::Filter(condition) => {
                self.condition(condition, &sides);
                Some(same())
            }
            Op::Extend(entries) => Some(self.extended(entries, same(), &sides)),
            Op::Project(entries) => Some(self.entries(entries, &sides)),
            Op::Join(join) => self.join(join, source),
            Op::Union { others, projections, .. } => {
                self.union(others, projections, source);
                Some(same())
            }
            Op::Dedupe { by, order } => {
                self.names_exist(by, source);
                self.sort_keys(order, &sides);
                if by.is_empty() != order.is_empty() && by.is_empty() {
                    self.problem("distinct rows have no order");
                }
                Some(same())
            }
            Op::Aggregate { by, measures } => {
                let mut columns = self.entries(by, &sides);
                columns.extend(self.entries(measures, &sides));
                Some(columns)
            }
            Op::Sort(keys) => {
                self.sort_keys(keys, &sides);
                Some(same())
            }
            Op::Limit(_) => Some(same()),
            Op::TopPerGroup { per, order, .. } => {
                self.names_exist(per, source);
                self.sort_keys(order, &sides);
                Some(same())
            }
            Op::Unpivot { columns, .. } => {
                self.entries(columns, &sides);
                None
            }
            Op::Explode { column, .. } => {
                self.names_exist([column], source);
                None
            }
        }
    }

    fn extended(
        &mut self,
        entries: &[NamedExpr],
        mut columns: Vec<(Symbol, Type)>,
        sides: &Sides<'_>,
    ) -> Vec<(Symbol, Type)> {
        let mut places: HashMap<Symbol, usize> =
            columns.iter().enumerate().map(|(i, (name, _))| (Symbol::clone(name), i)).collect();
        for (name, ty) in self.entries(entries, sides) {
            match places.get(&name).and_then(|i| columns.get_mut(*i)) {
                Some(place) => place.1 = ty,
                None => {
                    places.insert(Symbol::clone(&name), columns.len());
                    columns.push((name, ty));
                }
            }
        }
        columns
    }

    fn entries(&mut self, entries: &[NamedExpr], sides: &Sides<'_>) -> Vec<(Symbol, Type)> {
        entries
            .iter()
            .map(|entry| {
                self.expr(&entry.expr, sides);
                (Symbol::clone(&entry.name), entry.expr.ty.clone())
            })
            .collect()
    }

    fn join(&mut self, join: &Join, source: &[Column]) -> Option<Vec<(Symbol, Type)>> {
        let Some(right) = self.pipeline.dataset(join.right) else {
            self.problem("joins a dataset that is not there");
            return None;
        };
        let sides = Sides { left: by_name(source), right: by_name(&right.columns) };
        for (left, right) in &join.keys {
            self.expr(left, &sides);
            self.expr(right, &sides);
            if left.ty != right.ty {
                self.problem(format_args!("compares a {} key with a {}", left.ty, right.ty));
            }
        }
        if let Some(residual) = &join.residual {
            self.condition(residual, &sides);
        }
        if join.kind != JoinKind::Cross && join.keys.is_empty() && join.residual.is_none() {
            self.problem("a join without a condition that is not a cross join");
        }
        Some(self.entries(&join.columns, &sides))
    }

    fn union(&mut self, others: &[DatasetId], projections: &[Vec<NamedExpr>], source: &[Column]) {
        if others.len() != projections.len() {
            self.problem("a union has one projection per other dataset");
        }
        for (id, projection) in others.iter().zip(projections) {
            let Some(other) = self.pipeline.dataset(*id) else {
                self.problem("unites a dataset that is not there");
                continue;
            };
            let columns = self.entries(projection, &Sides::of(&other.columns));
            let same = columns.iter().map(|(name, ty)| (name, ty)).eq(source.iter().map(|c| (&c.name, &c.ty)));
            if !same {
                self.problem(format_args!("a union with `{}` has other columns", other.name));
            }
        }
    }

    fn result(&mut self, expected: &[(Symbol, Type)], step: &Step) {
        let found = step.columns.iter().map(|column| (&column.name, &column.ty));
        if !expected.iter().map(|(name, ty)| (name, ty)).eq(found) {
            self.problem("its columns do not follow from its operator");
        }
    }

    fn schema(&mut self, columns: &[Column]) {
        if by_name(columns).len() != columns.len() {
            self.problem("two columns have one name");
        }
        for column in columns {
            if column.ty.is_error() || column.ty == Type::Null {
                self.problem(format_args!("column `{}` has no type", column.name));
            }
        }
    }

    fn grain(&mut self, grain: &Grain, columns: &[Column]) {
        if let Grain::Keys(keys) = grain {
            self.names_exist(keys.iter().flatten(), columns);
        }
    }

    fn names_exist<'n>(&mut self, names: impl IntoIterator<Item = &'n Symbol>, columns: &[Column]) {
        let known = by_name(columns);
        for name in names {
            if !known.contains_key(&**name) {
                self.problem(format_args!("there is no column `{name}`"));
            }
        }
    }

    fn sort_keys(&mut self, keys: &[SortKey], sides: &Sides<'_>) {
        for key in keys {
            self.expr(&key.expr, sides);
            if !key.expr.ty.is_orderable() {
                self.problem(format_args!("sorts by a {}", key.expr.ty));
            }
        }
    }

    fn condition(&mut self, expr: &Expr, sides: &Sides<'_>) {
        self.expr(expr, sides);
        if expr.ty != Type::Boolean {
            self.problem(format_args!("a condition is a {}", expr.ty));
        }
    }

    fn expr(&mut self, expr: &Expr, sides: &Sides<'_>) {
        if expr.ty.is_error() {
            self.problem("an expression has no type");
        }
        if let ExprKind::Column { side, name } = &expr.kind {
            let columns = match side {
                Side::Left => &sides.left,
                Side::Right => &sides.right,
            };
            match columns.get(&**name) {
                None => self.problem(format_args!("an expression names `{name}`, which is not there")),
                Some(column) if column.ty != expr.ty => {
                    self.problem(format_args!("`{name}` is a {}, not a {}", column.ty, expr.ty));
                }
                Some(_) => {}
            }
        }
        expr.for_each_child(&mut |child| self.expr(child, sides));
    }
}
