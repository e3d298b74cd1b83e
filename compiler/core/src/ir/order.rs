//! How far the order of a sort reaches: to the next limit, and in a query to its end.

use std::collections::{HashMap, HashSet};

use pipelinec_syntax::Span;

use super::{Expr, ExprKind, JoinKind, NamedExpr, Op, Side, SortKey, Step};
use crate::Symbol;

/// The order that rows have after some operators.
#[derive(Debug, Clone)]
pub enum Order {
    /// Nothing sorted them.
    None,
    /// The order of the sort at this position, by what its keys are called now.
    Kept {
        /// Position of the sort.
        sort: usize,
        /// Its keys; tie-breakers may have gone.
        keys: Vec<SortKey>,
    },
    /// They were sorted, and an operator lost the order.
    Lost {
        /// Position of the sort.
        sort: usize,
        /// Position of the operator.
        by: usize,
    },
}

/// The order after these operators.
#[must_use]
pub fn order_after(steps: &[Step]) -> Order {
    let last = steps.iter().enumerate().rfind(|(_, step)| matches!(step.op, Op::Sort(_)));
    let Some((sort, Step { op: Op::Sort(keys), span, .. })) = last else { return Order::None };
    let mut keys = keys.clone();
    for (by, step) in steps.iter().enumerate().skip(sort + 1) {
        match carried(keys, *span, step) {
            Some(carried) => keys = carried,
            None => return Order::Lost { sort, by },
        }
    }
    Order::Kept { sort, keys }
}

/// The keys of a sort (its keyword stands at `sorted`) after an operator, or `None` where it loses the order: sorted again by them, its rows would not
/// be in the order that was asked for.
#[must_use]
pub fn carried(keys: Vec<SortKey>, sorted: Span, step: &Step) -> Option<Vec<SortKey>> {
    let names = Renames::of(step)?;
    let mut out = Vec::with_capacity(keys.len());
    for mut key in keys {
        if names.apply(&mut key.expr) {
            out.push(key);
        } else if key.expr.span != sorted {
            // Tie-breakers, which the checker added, stand where the keyword does. Any other key is the user's.
            return None;
        }
    }
    Some(out)
}

/// What columns are called after an operator.
enum Renames<'a> {
    /// As before, except for these, which are gone or have other values.
    AllBut(HashSet<&'a Symbol>),
    /// Only these are left.
    Only(HashMap<&'a Symbol, &'a Symbol>),
}

impl<'a> Renames<'a> {
    /// `None` for operators that make other rows of the rows.
    fn of(step: &'a Step) -> Option<Self> {
        match &step.op {
            Op::Filter(_) | Op::Sort(_) | Op::Limit(_) | Op::Dedupe { .. } => Some(Self::AllBut(HashSet::new())),
            Op::Extend(entries) => Some(Self::AllBut(entries.iter().map(|entry| &entry.name).collect())),
            Op::Explode { column, alias, position, .. } => {
                Some(Self::AllBut([column, alias].into_iter().chain(position).collect()))
            }
            Op::Project(entries) => Some(Self::only(entries)),
            Op::Join(join) => match join.kind {
                JoinKind::Inner | JoinKind::Left | JoinKind::Semi | JoinKind::Anti | JoinKind::Cross => {
                    Some(Self::only(&join.columns))
                }
                JoinKind::Right | JoinKind::Full => None,
            },
            Op::Union { .. } | Op::Aggregate { .. } | Op::TopPerGroup { .. } | Op::Unpivot { .. } => None,
        }
    }

    fn only(entries: &'a [NamedExpr]) -> Self {
        let mut names = HashMap::with_capacity(entries.len());
        for entry in entries {
            if let Some((Side::Left, name)) = entry.expr.as_column() {
                names.entry(name).or_insert(&entry.name);
            }
        }
        Self::Only(names)
    }

    /// Puts new names into an expression; `false` when one of its columns is gone.
    fn apply(&self, expr: &mut Expr) -> bool {
        if let ExprKind::Column { name, .. } = &mut expr.kind {
            return match self {
                Self::AllBut(gone) => !gone.contains(name),
                Self::Only(names) => names.get(name).map(|new| *name = Symbol::clone(new)).is_some(),
            };
        }
        let mut all = true;
        expr.for_each_child_mut(&mut |child| all = self.apply(child) && all);
        all
    }
}
