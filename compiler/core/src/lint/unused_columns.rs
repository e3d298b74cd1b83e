//! Columns of inputs that reach no output, condition or check.

use std::collections::{HashMap, HashSet};

use pipelinec_syntax::tree::Tree;

use crate::diag::{self, Diagnostic};
use crate::ir::{CheckKind, DatasetId, DatasetKind, Expr, Input, NamedExpr, Op, Pipeline, Side, SortKey, Step};

pub(super) fn lint(_: &Tree, pipeline: &Pipeline) -> Vec<Diagnostic> {
    let mut used: HashMap<DatasetId, HashSet<&str>> = HashMap::new();
    for dataset in &pipeline.datasets {
        let reads = dataset.reads();
        let reads_input = reads.iter().any(|id| input(pipeline, *id).is_some());
        if let Some(query) = dataset.query().filter(|_| reads_input) {
            let mut needed = dataset.columns.iter().map(|column| &*column.name).collect();
            for step in query.steps.iter().rev() {
                before(step, &mut needed, &mut used);
            }
            used.entry(query.from).or_default().extend(needed);
        }
    }
    checked(pipeline, &mut used);
    let unread = pipeline.iter().filter_map(|(id, dataset)| {
        let unused = unused(input(pipeline, id)?, used.get(&id)?);
        let first = dataset.columns.iter().find(|column| unused.first().is_some_and(|name| *name == &*column.name))?;
        Some(diag::unused_columns(first.span, &dataset.name, &unused))
    });
    unread.collect()
}

fn input(pipeline: &Pipeline, id: DatasetId) -> Option<&Input> {
    match &pipeline.dataset(id)?.kind {
        DatasetKind::Input(input) => Some(input),
        DatasetKind::Transform(_) | DatasetKind::Kpi(_) | DatasetKind::Query(_) => None,
    }
}

/// Columns not used; what is declared `not null` or `unique` is a test of the file, and a use.
fn unused<'p>(input: &'p Input, used: &HashSet<&str>) -> Vec<&'p str> {
    let columns = input.columns.iter().filter(|c| !c.not_null && !c.unique && !c.partition);
    columns.map(|column| &*column.name).filter(|name| !used.contains(name)).collect()
}

/// Columns that checks read.
fn checked<'p>(pipeline: &'p Pipeline, used: &mut HashMap<DatasetId, HashSet<&'p str>>) {
    for check in &pipeline.checks {
        let here = used.entry(check.dataset).or_default();
        match &check.kind {
            CheckKind::Expect(expr) => add(expr, Side::Left, here),
            CheckKind::Unique(names) | CheckKind::NotNull(names) => here.extend(names.iter().map(|name| &**name)),
            CheckKind::References { columns, to, to_columns } => {
                here.extend(columns.iter().map(|name| &**name));
                used.entry(*to).or_default().extend(to_columns.iter().map(|name| &**name));
            }
            CheckKind::RowCount { .. } => {}
        }
    }
}

/// From the columns needed after an operator to those needed before it.
fn before<'p>(step: &'p Step, needed: &mut HashSet<&'p str>, used: &mut HashMap<DatasetId, HashSet<&'p str>>) {
    match &step.op {
        Op::Filter(condition) => add(condition, Side::Left, needed),
        Op::Extend(entries) => {
            let computed: Vec<&NamedExpr> = entries.iter().filter(|entry| needed.remove(&*entry.name)).collect();
            computed.iter().for_each(|entry| add(&entry.expr, Side::Left, needed));
        }
        Op::Project(entries) => *needed = sources(entries, needed, Side::Left),
        Op::Join(join) => {
            let right = used.entry(join.right).or_default();
            right.extend(sources(&join.columns, needed, Side::Right));
            let mut left = sources(&join.columns, needed, Side::Left);
            for expr in join.keys.iter().flat_map(|(a, b)| [a, b]).chain(&join.residual) {
                add(expr, Side::Left, &mut left);
                add(expr, Side::Right, right);
            }
            *needed = left;
        }
        Op::Union { others, projections, distinct } => {
            if *distinct {
                needed.extend(step.columns.iter().map(|column| &*column.name));
            }
            for (other, projection) in others.iter().zip(projections) {
                used.entry(*other).or_default().extend(sources(projection, needed, Side::Left));
            }
        }
        Op::Dedupe { by, order } => {
            needed.extend(by.iter().map(|name| &**name));
            if by.is_empty() {
                needed.extend(step.columns.iter().map(|column| &*column.name));
            }
            ordered(order, step, needed);
        }
        Op::Aggregate { by, measures } => {
            let mut sources = sources(measures, needed, Side::Left);
            by.iter().for_each(|key| add(&key.expr, Side::Left, &mut sources));
            *needed = sources;
        }
        Op::Sort(order) => ordered(order, step, needed),
        Op::Limit(_) => {}
        Op::TopPerGroup { per, order, .. } => {
            needed.extend(per.iter().map(|name| &**name));
            ordered(order, step, needed);
        }
        Op::Unpivot { columns, name, value } => {
            needed.remove(&**name);
            needed.remove(&**value);
            columns.iter().for_each(|entry| add(&entry.expr, Side::Left, needed));
        }
        Op::Explode { column, alias, position, .. } => {
            needed.remove(&**alias);
            position.iter().for_each(|position| {
                needed.remove(&**position);
            });
            needed.insert(column);
        }
    }
}

/// Columns of a side that the needed entries are made of.
fn sources<'p>(entries: &'p [NamedExpr], needed: &HashSet<&str>, side: Side) -> HashSet<&'p str> {
    let mut found = HashSet::new();
    entries.iter().filter(|e| needed.contains(&*e.name)).for_each(|entry| add(&entry.expr, side, &mut found));
    found
}

/// Columns of the order as the user wrote it: tie-breakers, which carry the step's own span, are no use of a column.
fn ordered<'p>(order: &'p [SortKey], step: &Step, needed: &mut HashSet<&'p str>) {
    let written = order.iter().filter(|key| key.expr.span != step.span);
    written.for_each(|key| add(&key.expr, Side::Left, needed));
}

fn add<'p>(expr: &'p Expr, side: Side, to: &mut HashSet<&'p str>) {
    expr.for_each_column(&mut |of, name| {
        if of == side {
            to.insert(name);
        }
    });
}
