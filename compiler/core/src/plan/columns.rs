//! Which columns of what it reads a job really uses.

use std::collections::{BTreeMap, BTreeSet};

use super::Job;
use crate::Symbol;
use crate::ir::{CheckKind, Dataset, DatasetId, Expr, ExprKind, NamedExpr, Op, Pipeline, Schema, Side, SortKey, Step};

type Names = BTreeSet<Symbol>;

/// Columns used of every dataset that `job` reads, in the dataset's own order. What the job writes it writes whole.
#[must_use]
pub fn columns_read(pipeline: &Pipeline, job: &Job) -> BTreeMap<DatasetId, Vec<Symbol>> {
    let mut used: BTreeMap<DatasetId, Names> = job.reads.iter().map(|id| (*id, Names::new())).collect();
    for dataset in job.writes.iter().filter_map(|id| pipeline.dataset(*id)) {
        of_query(dataset, &mut used);
    }
    for check in job.checks.iter().filter_map(|index| pipeline.checks.get(*index)) {
        let own = used.entry(check.dataset).or_default();
        match &check.kind {
            CheckKind::Expect(expr) => of_expr(expr, Side::Left, own),
            CheckKind::Unique(columns) | CheckKind::NotNull(columns) => own.extend(columns.iter().cloned()),
            CheckKind::References { columns, to, to_columns } => {
                own.extend(columns.iter().cloned());
                used.entry(*to).or_default().extend(to_columns.iter().cloned());
            }
            CheckKind::RowCount { .. } => {}
        }
    }
    let mut out = BTreeMap::new();
    for id in &job.reads {
        if let (Some(dataset), Some(names)) = (pipeline.dataset(*id), used.get(id)) {
            let columns = dataset.columns.iter().map(|c| c.name.clone()).filter(|name| names.contains(name)).collect();
            out.insert(*id, columns);
        }
    }
    out
}

/// What is used later of each step's result, for steps that end in a dataset with the columns `result`.
#[must_use]
pub fn columns_needed(result: &Schema, steps: &[Step]) -> Vec<BTreeSet<Symbol>> {
    let mut needed: Names = result.iter().map(|c| c.name.clone()).collect();
    let mut out = Vec::with_capacity(steps.len());
    for step in steps.iter().rev() {
        out.push(needed.clone());
        needed = of_step(step, needed, &mut BTreeMap::new());
    }
    out.reverse();
    out
}

/// Walks the steps backwards: what a step's result is used for says what it needs of its source.
fn of_query(dataset: &Dataset, used: &mut BTreeMap<DatasetId, Names>) {
    let Some(query) = dataset.query() else { return };
    let mut needed: Names = dataset.columns.iter().map(|c| c.name.clone()).collect();
    for step in query.steps.iter().rev() {
        needed = of_step(step, needed, used);
    }
    used.entry(query.from).or_default().extend(needed);
}

/// What a step needs of its left source, given what is needed of its result. A join gives only what is needed; of the
/// other steps every expression counts, because the generated code computes it.
fn of_step(step: &Step, needed: Names, used: &mut BTreeMap<DatasetId, Names>) -> Names {
    match &step.op {
        Op::Filter(condition) => with(needed, |names| of_expr(condition, Side::Left, names)),
        Op::Extend(columns) => with(needed, |names| {
            columns.iter().for_each(|c| {
                names.remove(&c.name);
            });
            names.extend(of_named(columns, Side::Left));
        }),
        Op::Project(columns) => of_named(columns, Side::Left),
        Op::Join(join) => {
            let (mut left, mut right) = (Names::new(), Names::new());
            for column in join.columns.iter().filter(|column| needed.contains(&column.name)) {
                of_expr(&column.expr, Side::Left, &mut left);
                of_expr(&column.expr, Side::Right, &mut right);
            }
            for expr in join.keys.iter().flat_map(|(l, r)| [l, r]).chain(&join.residual) {
                of_expr(expr, Side::Left, &mut left);
                of_expr(expr, Side::Right, &mut right);
            }
            used.entry(join.right).or_default().extend(right);
            left
        }
        Op::Union { others, projections, .. } => {
            for (other, projection) in others.iter().zip(projections) {
                used.entry(*other).or_default().extend(of_named(projection, Side::Left));
            }
            all(step)
        }
        Op::Dedupe { by, order } if by.is_empty() && order.is_empty() => all(step),
        Op::Dedupe { by, order } | Op::TopPerGroup { per: by, order, .. } => with(needed, |names| {
            names.extend(by.iter().cloned());
            of_keys(order, names);
        }),
        Op::Aggregate { by, measures } => with(of_named(measures, Side::Left), |names| {
            names.extend(of_named(by, Side::Left));
        }),
        Op::Sort(keys) => with(needed, |names| of_keys(keys, names)),
        Op::Limit(_) => needed,
        Op::Unpivot { columns, name, value } => with(all(step), |names| {
            names.remove(name);
            names.remove(value);
            names.extend(of_named(columns, Side::Left));
        }),
        Op::Explode { column, alias, position, .. } => with(all(step), |names| {
            names.remove(alias);
            position.iter().for_each(|p| {
                names.remove(p);
            });
            names.insert(column.clone());
        }),
    }
}

fn with(mut names: Names, change: impl FnOnce(&mut Names)) -> Names {
    change(&mut names);
    names
}

fn all(step: &Step) -> Names {
    step.columns.iter().map(|c| c.name.clone()).collect()
}

fn of_named(columns: &[NamedExpr], side: Side) -> Names {
    let mut out = Names::new();
    columns.iter().for_each(|c| of_expr(&c.expr, side, &mut out));
    out
}

fn of_keys(keys: &[SortKey], names: &mut Names) {
    keys.iter().for_each(|key| of_expr(&key.expr, Side::Left, names));
}

fn of_expr(expr: &Expr, side: Side, names: &mut Names) {
    if let ExprKind::Column { side: own, name } = &expr.kind
        && *own == side
    {
        names.insert(name.clone());
    }
    expr.for_each_child(&mut |child| of_expr(child, side, names));
}
