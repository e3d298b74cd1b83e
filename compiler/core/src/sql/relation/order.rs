//! Row order: sort keys, first rows per group, and keeping a sort beside its limit.

use super::select::{Item, Items, Select};
use super::{Builder, Place, RenderError};
use crate::Symbol;
use crate::ir::{Column, Expr, ExprKind, Op, Schema, SortKey, Step, carried};

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

/// Keeps the sorts that matter: the one before a limit, and the last one, as late as its keys allow. The order of a
/// subquery is not the order of the query around it.
#[must_use]
pub fn normalise(columns: &Schema, steps: &[Step]) -> Vec<Step> {
    let mut out: Vec<Step> = Vec::with_capacity(steps.len());
    let mut pending: Option<Step> = None;
    for step in steps {
        if matches!(step.op, Op::Sort(_)) {
            pending = Some(step.clone());
            continue;
        }
        if matches!(step.op, Op::Limit(_)) {
            out.extend(pending.take());
        }
        pending = pending.and_then(|sort| after(sort, step));
        out.push(step.clone());
    }
    out.extend(pending);
    // A sort that moved past others works on other columns than before.
    let mut current = columns.clone();
    for step in &mut out {
        if matches!(step.op, Op::Sort(_)) {
            step.columns = current;
        }
        current = step.columns.clone();
    }
    out
}

/// The sort that gives the same order after a step, where rows can be sorted then as well as before it.
fn after(mut sort: Step, step: &Step) -> Option<Step> {
    if !matches!(step.op, Op::Filter(_) | Op::Extend(_) | Op::Project(_)) {
        return None;
    }
    if let Op::Sort(keys) = &mut sort.op {
        *keys = carried(std::mem::take(keys), sort.span, step)?;
    }
    Some(sort)
}

impl Builder<'_> {
    pub(super) fn sort_keys(&self, keys: &[SortKey]) -> Result<Vec<String>, RenderError> {
        keys.iter()
            .map(|key| {
                let direction = if key.descending { " DESC" } else { "" };
                let nulls = if key.nulls_first { " NULLS FIRST" } else { " NULLS LAST" };
                // A column of the result, not of what the SELECT reads: its name may be new.
                let sql = match column(&key.expr) {
                    Some(name) => self.quoted(name),
                    None => self.expr(&key.expr)?,
                };
                Ok(format!("{sql}{direction}{nulls}"))
            })
            .collect()
    }

    pub(super) fn dedupe(&mut self, by: &[Symbol], order: &[SortKey]) -> Result<(), RenderError> {
        if by.is_empty() {
            if self.select.reached() > Place::Items || self.select.makes_rows || !self.select.group.is_empty() {
                self.seal();
            }
            self.select.distinct = true;
            return Ok(());
        }
        self.first_rows(by, order, "= 1")
    }

    /// Rows whose number within their group, by a total order, satisfies `test`.
    pub(super) fn first_rows(&mut self, per: &[Symbol], order: &[SortKey], test: &str) -> Result<(), RenderError> {
        // The conditions of the current SELECT apply before rows are numbered: they may stay in it.
        if self.select.reached() > Place::Where {
            self.seal();
        }
        let number = self.unused_column("row_number");
        let partition = match per {
            [] => String::new(),
            names => {
                format!("PARTITION BY {} ", names.iter().map(|n| self.quoted(n)).collect::<Vec<_>>().join(", "))
            }
        };
        let order = self.sort_keys(order)?.join(", ");
        let star = self.select.exact;
        let plain = |c: &Column| self.existing(&c.name);
        let mut list = if star { Vec::new() } else { self.columns.iter().map(plain).collect() };
        let sql = format!("row_number() OVER ({partition}ORDER BY {order})");
        list.push(Item { name: number.clone(), sql, plain: false });
        self.select.items = Some(Items { star, list });
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
