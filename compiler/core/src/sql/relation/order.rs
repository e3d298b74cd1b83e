//! Row order: sort keys, first rows per group, and keeping a sort beside its limit.

use super::select::Select;
use super::{Builder, Place, RenderError};
use crate::Symbol;
use crate::ir::{Expr, ExprKind, NamedExpr, Op, Schema, SortKey, Step};

/// The name of a plain column.
pub(super) fn column(expr: &Expr) -> Option<&Symbol> {
    match &expr.kind {
        ExprKind::Column { name, .. } => Some(name),
        ExprKind::Field { .. }
        | ExprKind::Literal(_)
        | ExprKind::Param(_)
        | ExprKind::Call(_)
        | ExprKind::Case { .. }
        | ExprKind::Cast { .. }
        | ExprKind::In { .. }
        | ExprKind::Array(_) => None,
    }
}

/// Moves every sort as late, and every limit as early, as meaning allows, so that they meet in one SELECT: the order
/// of a subquery is not the order of the query around it.
#[must_use]
pub fn normalise(columns: &Schema, steps: &[Step]) -> Vec<Step> {
    let mut steps = steps.to_vec();
    let mut moved = true;
    while moved {
        moved = false;
        for i in 1..steps.len() {
            let (Some(before), Some(after)) = (steps.get(i - 1), steps.get(i)) else { continue };
            if swaps(before, after) {
                steps.swap(i - 1, i);
                moved = true;
            }
        }
    }
    // A step that moved past others works on other columns than before.
    let mut current = columns.clone();
    for step in &mut steps {
        if matches!(step.op, Op::Sort(_) | Op::Limit(_) | Op::Filter(_)) {
            step.columns = current;
        }
        current = step.columns.clone();
    }
    steps
}

/// Whether `before` and `after` give the same rows the other way round, and a sort and a limit come closer by it.
fn swaps(before: &Step, after: &Step) -> bool {
    match (&before.op, &after.op) {
        (Op::Sort(_), Op::Filter(_)) => true,
        (Op::Sort(keys), Op::Extend(entries)) => {
            keys.iter().all(|k| column(&k.expr).is_some_and(|name| entries.iter().all(|e| e.name != *name)))
        }
        (Op::Sort(keys), Op::Project(entries)) => keys.iter().all(|key| {
            column(&key.expr)
                .is_some_and(|name| entries.iter().any(|e| e.name == *name && column(&e.expr) == Some(name)))
        }),
        (Op::Extend(entries) | Op::Project(entries), Op::Limit(_)) => !entries.iter().any(|e| has_window(&e.expr)),
        _ => false,
    }
}

fn has_window(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Call(call) => call.over.is_some() || call.args.iter().chain(call.filter.as_deref()).any(has_window),
        ExprKind::Field { operand, .. } | ExprKind::Cast { operand, .. } => has_window(operand),
        ExprKind::Case { branches, otherwise } => {
            branches.iter().any(|(when, then)| has_window(when) || has_window(then))
                || otherwise.as_ref().is_some_and(|e| has_window(e))
        }
        ExprKind::In { operand, list, .. } => has_window(operand) || list.iter().any(has_window),
        ExprKind::Array(items) => items.iter().any(has_window),
        ExprKind::Column { .. } | ExprKind::Literal(_) | ExprKind::Param(_) => false,
    }
}

/// Whether any entry holds a window call.
#[must_use]
pub fn has_windows(entries: &[NamedExpr]) -> bool {
    entries.iter().any(|e| has_window(&e.expr))
}

impl Builder<'_> {
    pub(super) fn sort_keys(&self, keys: &[SortKey]) -> Result<Vec<String>, RenderError> {
        keys.iter()
            .map(|key| {
                let direction = if key.descending { " DESC" } else { "" };
                let nulls = if key.nulls_first { " NULLS FIRST" } else { " NULLS LAST" };
                Ok(format!("{}{direction}{nulls}", self.expr(&key.expr)?))
            })
            .collect()
    }

    pub(super) fn dedupe(&mut self, by: &[Symbol], order: &[SortKey]) -> Result<(), RenderError> {
        if by.is_empty() {
            self.open(Place::Items);
            self.select.distinct = true;
            return Ok(());
        }
        self.first_rows(by, order, "= 1")
    }

    /// Rows whose number within their group, by a total order, satisfies `test`.
    pub(super) fn first_rows(&mut self, per: &[Symbol], order: &[SortKey], test: &str) -> Result<(), RenderError> {
        // The conditions of the current SELECT apply before rows are numbered: they may stay in it.
        self.open(Place::Items);
        let number = self.unused_column("row_number");
        let partition = match per {
            [] => String::new(),
            names => {
                format!("PARTITION BY {} ", names.iter().map(|n| self.quoted(n)).collect::<Vec<_>>().join(", "))
            }
        };
        let order = self.sort_keys(order)?.join(", ");
        let mut items = if self.select.exact { vec!["*".to_owned()] } else { self.all_columns() };
        items.push(format!("row_number() OVER ({partition}ORDER BY {order}) AS {number}"));
        self.select.items = Some(items);
        let numbered = self.select.sql(&[]);
        self.select = Select::nested(&numbered);
        self.select.restrict(format!("{number} {test}"));
        // The number itself must not come along.
        self.select.exact = false;
        Ok(())
    }

    /// A quoted column name that no column has.
    fn unused_column(&self, stem: &str) -> String {
        let mut name = stem.to_owned();
        while self.columns.iter().any(|c| *c.name == *name) {
            name.push('_');
        }
        self.quoted(&name)
    }
}
