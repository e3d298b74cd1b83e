//! The operators of a query as parts: each filter, column, key, measure, join … by itself.

use std::collections::BTreeMap;

use super::expression::Writer;
use super::{Part, PartKind};
use crate::Symbol;
use crate::ir::{
    Dataset, DatasetId, Expr, ExprKind, Join, JoinKind, NamedExpr, Op, Pipeline, Query, Side, SortKey, Step,
};
use crate::target::Places;
use pipelinec_syntax::Span;

/// What the checker calls the aggregates that it computes apart.
const HIDDEN: &str = "__agg_";

/// Collects the parts of one query.
pub(super) struct Collector<'a> {
    pipeline: &'a Pipeline,
    places: &'a Places<'a>,
    /// Aggregates that the checker computes apart, by name.
    hidden: BTreeMap<Symbol, Expr>,
    parts: Vec<Part>,
}

/// The parts of a query, in order.
pub(super) fn parts(pipeline: &Pipeline, query: &Query, places: &Places<'_>) -> Vec<Part> {
    let mut collector = Collector { pipeline, places, hidden: BTreeMap::new(), parts: Vec::new() };
    let mut before: Vec<Symbol> = pipeline.dataset(query.from).map(column_names).unwrap_or_default();
    for step in &query.steps {
        collector.step(step, &before);
        before = step.columns.iter().map(|column| column.name.clone()).collect();
    }
    collector.parts
}

fn column_names(dataset: &Dataset) -> Vec<Symbol> {
    dataset.columns.iter().map(|column| column.name.clone()).collect()
}

impl<'a> Collector<'a> {
    fn step(&mut self, step: &'a Step, before: &[Symbol]) {
        let span = step.span;
        match &step.op {
            Op::Filter(condition) => self.filter(condition),
            Op::Extend(entries) => {
                let is_measure = matches!(step.keyword, "measures" | "aggregate" | "pivot");
                let kind = if is_measure { PartKind::Measure } else { PartKind::Column };
                entries.iter().for_each(|entry| self.named(kind, entry, None));
            }
            Op::Project(entries) => entries.iter().for_each(|entry| self.named(PartKind::Column, entry, None)),
            Op::Join(join) => self.join(join, span),
            Op::Union { others, distinct, .. } => self.union(others, *distinct, span),
            Op::Dedupe { by, order } => self.dedupe(by, order, before, span),
            Op::Aggregate { by, measures } => self.aggregate(by, measures),
            Op::Sort(order) => {
                let order = written(order, span);
                if !order.is_empty() {
                    self.rows(PartKind::Sort, &[], &order, String::new(), span);
                }
            }
            Op::Limit(limit) => self.rows(PartKind::Limit, &[], &[], limit.to_string(), span),
            Op::TopPerGroup { per, order, limit } => {
                self.rows(PartKind::Top, per, &written(order, span), format!("{limit} per {}", per.join(", ")), span);
            }
            Op::Unpivot { columns, name, value } => self.unpivot(columns, name, value, span),
            Op::Explode { column, alias, position, keep_empty } => {
                let position = position.as_ref().map(|name| format!(" at {name}")).unwrap_or_default();
                let empty = if *keep_empty { ", empty ones kept" } else { "" };
                let text = format!("{column} as {alias}{position}{empty}");
                self.rows(PartKind::Explode, std::slice::from_ref(column), &[], text, span);
            }
        }
    }

    fn place(&self, span: Span) -> String {
        self.places.show(span)
    }

    fn name(&self, id: DatasetId) -> String {
        self.pipeline.dataset(id).map(|dataset| dataset.name.to_string()).unwrap_or_default()
    }

    fn writer<'w>(&'w self, right: &'w str) -> Writer<'w> {
        Writer { hidden: &self.hidden, right, exact: false }
    }

    /// Text and exact text, the latter only where it differs.
    fn texts(&self, right: &str, write: impl Fn(Writer<'_>) -> String) -> (String, Option<String>) {
        let writer = self.writer(right);
        let text = write(writer);
        let exact = write(Writer { exact: true, ..writer });
        let exact = Some(exact).filter(|exact| *exact != text);
        (text, exact)
    }

    /// Columns that an expression uses on one side, without repeats.
    fn uses(&self, exprs: &[&Expr], of: Side) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for expr in exprs {
            self.collect_uses(expr, of, &mut found);
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    fn collect_uses(&self, expr: &Expr, of: Side, found: &mut Vec<String>) {
        expr.for_each_column(&mut |side, name| match self.hidden.get(name) {
            Some(aggregate) => aggregate.for_each_column(&mut |_, name| found.push(name.to_string())),
            None if side == of => found.push(name.to_string()),
            None => {}
        });
    }

    /// Run parameters that expressions use, without repeats.
    fn params(&self, exprs: &[&Expr]) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for expr in exprs {
            self.collect_params(expr, &mut found);
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    fn collect_params(&self, expr: &Expr, found: &mut Vec<String>) {
        if let ExprKind::Param(name) = &expr.kind {
            found.push(name.to_string());
        }
        if let Some((_, name)) = expr.as_column()
            && let Some(aggregate) = self.hidden.get(name)
        {
            self.collect_params(aggregate, found);
        }
        expr.for_each_child(&mut |child| self.collect_params(child, found));
    }

    /// One part per condition that must hold.
    fn filter(&mut self, condition: &Expr) {
        let mut conditions = Vec::new();
        conjuncts(condition, &mut conditions);
        for condition in conditions {
            let (text, exact) = self.texts("", |writer| writer.text(condition));
            self.parts.push(Part {
                exact,
                uses: self.uses(&[condition], Side::Left),
                params: self.params(&[condition]),
                place: self.place(condition.span),
                ..part(PartKind::Filter, text)
            });
        }
    }

    /// A column that is computed or comes from the other side of a join; one that stays as it is, is no part.
    fn named(&mut self, kind: PartKind, entry: &NamedExpr, join: Option<&Join>) {
        let right = join.map(|join| self.name(join.right)).unwrap_or_default();
        let (text, exact) = self.texts(&right, |writer| writer.text(&entry.expr));
        let with_uses = self.uses(&[&entry.expr], Side::Right);
        if kind == PartKind::Column && with_uses.is_empty() && is_column(&entry.expr, &entry.name) {
            return;
        }
        self.parts.push(Part {
            name: Some(entry.name.to_string()),
            exact,
            uses: self.uses(&[&entry.expr], Side::Left),
            with: (!with_uses.is_empty()).then_some(right),
            with_uses,
            params: self.params(&[&entry.expr]),
            window: kind != PartKind::Key && has_window(&entry.expr),
            place: self.place(entry.expr.span),
            ..part(kind, text)
        });
    }

    fn join(&mut self, join: &Join, span: Span) {
        let is_lookup = join.right_unique && join.kind == JoinKind::Left;
        let right = self.name(join.right);
        let (text, exact) = self.texts(&right, |writer| {
            let keys = join.keys.iter().map(|(a, b)| format!("{} = {}", writer.text(a), writer.text(b)));
            let conditions: Vec<String> = keys.chain(join.residual.as_ref().map(|rest| writer.text(rest))).collect();
            let on = if conditions.is_empty() { String::new() } else { format!(" on {}", conditions.join(" and ")) };
            format!("{}{on}", join.kind.word())
        });
        let exprs: Vec<&Expr> = join.keys.iter().flat_map(|(a, b)| [a, b]).chain(&join.residual).collect();
        self.parts.push(Part {
            exact,
            uses: self.uses(&exprs, Side::Left),
            with_uses: self.uses(&exprs, Side::Right),
            with: Some(right),
            params: self.params(&exprs),
            place: self.place(span),
            ..part(if is_lookup { PartKind::Lookup } else { PartKind::Join }, text)
        });
        join.columns.iter().for_each(|column| self.named(PartKind::Column, column, Some(join)));
    }

    fn union(&mut self, others: &[DatasetId], distinct: bool, span: Span) {
        for other in others {
            let text = if distinct { "rows that are not there yet" } else { "all rows" };
            let with = Some(self.name(*other));
            let place = self.place(span);
            self.parts.push(Part { with, place, ..part(PartKind::Union, text.into()) });
        }
    }

    fn dedupe(&mut self, by: &[Symbol], order: &[SortKey], before: &[Symbol], span: Span) {
        if by.is_empty() {
            return self.rows(PartKind::Dedupe, before, &[], "equal rows".into(), span);
        }
        self.rows(PartKind::Dedupe, by, &written(order, span), format!("by {}", by.join(", ")), span);
    }

    fn aggregate(&mut self, by: &[NamedExpr], measures: &[NamedExpr]) {
        for measure in measures {
            if measure.name.starts_with(HIDDEN) {
                self.hidden.insert(measure.name.clone(), measure.expr.clone());
            }
        }
        by.iter().for_each(|key| self.named(PartKind::Key, key, None));
        let shown = measures.iter().filter(|measure| !measure.name.starts_with(HIDDEN));
        shown.for_each(|measure| self.named(PartKind::Measure, measure, None));
    }

    fn unpivot(&mut self, columns: &[NamedExpr], name: &Symbol, value: &Symbol, span: Span) {
        let names: Vec<Symbol> = columns.iter().map(|column| column.name.clone()).collect();
        let text = format!("{} to {name}, {value}", names.join(", "));
        self.rows(PartKind::Unpivot, &names, &[], text, span);
    }

    /// A part that says which rows there are.
    fn rows(&mut self, kind: PartKind, columns: &[Symbol], order: &[&SortKey], text: String, span: Span) {
        let (order_text, exact_order) =
            self.texts("", |writer| order.iter().map(|key| writer.sort_key(key)).collect::<Vec<_>>().join(", "));
        let whole = |order: &str| match (text.is_empty(), order.is_empty()) {
            (true, _) => order.to_owned(),
            (false, true) => text.clone(),
            (false, false) => format!("{text} in order of {order}"),
        };
        let exprs: Vec<&Expr> = order.iter().map(|key| &key.expr).collect();
        let mut uses = self.uses(&exprs, Side::Left);
        uses.extend(columns.iter().map(ToString::to_string));
        uses.sort_unstable();
        uses.dedup();
        self.parts.push(Part {
            exact: exact_order.map(|order| whole(&order)),
            uses,
            params: self.params(&exprs),
            place: self.place(span),
            ..part(kind, whole(&order_text))
        });
    }
}

fn part(kind: PartKind, text: String) -> Part {
    Part {
        kind,
        text,
        name: None,
        exact: None,
        uses: Vec::new(),
        with: None,
        with_uses: Vec::new(),
        params: Vec::new(),
        window: false,
        place: String::new(),
    }
}

/// The keys that somebody wrote. What the checker adds, so that equal rows have an order too, stands where the step does.
fn written(order: &[SortKey], step: Span) -> Vec<&SortKey> {
    order.iter().filter(|key| key.expr.span != step).collect()
}

/// `a` and `b` of `a and b`.
fn conjuncts<'e>(expr: &'e Expr, found: &mut Vec<&'e Expr>) {
    if let ExprKind::Call(call) = &expr.kind
        && let Some((function, _)) = crate::functions::overload(call.overload)
        && function.name == crate::functions::operator(pipelinec_syntax::tree::BinaryOp::And).name
    {
        return call.args.iter().for_each(|arg| conjuncts(arg, found));
    }
    found.push(expr);
}

/// Whether an expression is the column of this name, perhaps converted by the checker.
fn is_column(expr: &Expr, name: &Symbol) -> bool {
    match &expr.kind {
        ExprKind::Cast { operand, safe: false } if operand.span == expr.span => is_column(operand, name),
        ExprKind::Column { side: Side::Left, name: own } => own == name,
        ExprKind::Column { .. }
        | ExprKind::Cast { .. }
        | ExprKind::Field { .. }
        | ExprKind::Literal(_)
        | ExprKind::Param(_)
        | ExprKind::Call(_)
        | ExprKind::Case { .. }
        | ExprKind::In { .. }
        | ExprKind::Array(_) => false,
    }
}

fn has_window(expr: &Expr) -> bool {
    let mut found = matches!(&expr.kind, ExprKind::Call(call) if call.over.is_some());
    expr.for_each_child(&mut |child| found = found || has_window(child));
    found
}
