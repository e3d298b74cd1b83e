//! Equality of expressions, wherever they stand.

use crate::ir::{Call, Expr, ExprKind, Literal, SortKey, Window};

/// Whether two expressions say the same: equal but for their places.
#[must_use]
pub fn same(a: &Expr, b: &Expr) -> bool {
    if a.ty != b.ty {
        return false;
    }
    match (&a.kind, &b.kind) {
        (ExprKind::Column { side: s, name: n }, ExprKind::Column { side, name }) => s == side && n == name,
        (ExprKind::Field { operand: o, name: n }, ExprKind::Field { operand, name }) => n == name && same(o, operand),
        (ExprKind::Literal(a), ExprKind::Literal(b)) => same_literal(a, b),
        (ExprKind::Param(a), ExprKind::Param(b)) => a == b,
        (ExprKind::Call(a), ExprKind::Call(b)) => same_call(a, b),
        (ExprKind::Case { branches: b, otherwise: o }, ExprKind::Case { branches, otherwise }) => {
            b.len() == branches.len()
                && b.iter().zip(branches).all(|(a, b)| same(&a.0, &b.0) && same(&a.1, &b.1))
                && same_option(o.as_deref(), otherwise.as_deref())
        }
        (ExprKind::Cast { operand: o, safe: s }, ExprKind::Cast { operand, safe }) => s == safe && same(o, operand),
        (ExprKind::In { operand: o, list: l, negated: n }, ExprKind::In { operand, list, negated }) => {
            n == negated && same(o, operand) && same_all(l, list)
        }
        (ExprKind::Array(a), ExprKind::Array(b)) => same_all(a, b),
        (
            ExprKind::Column { .. }
            | ExprKind::Field { .. }
            | ExprKind::Literal(_)
            | ExprKind::Param(_)
            | ExprKind::Call(_)
            | ExprKind::Case { .. }
            | ExprKind::Cast { .. }
            | ExprKind::In { .. }
            | ExprKind::Array(_),
            _,
        ) => false,
    }
}

/// Equal literals; doubles by their bits.
fn same_literal(a: &Literal, b: &Literal) -> bool {
    match (a, b) {
        (Literal::Double(a), Literal::Double(b)) => a.to_bits() == b.to_bits(),
        _ => a == b,
    }
}

/// Equal calls.
fn same_call(a: &Call, b: &Call) -> bool {
    a.overload == b.overload
        && a.ignore_nulls == b.ignore_nulls
        && same_all(&a.args, &b.args)
        && same_option(a.filter.as_deref(), b.filter.as_deref())
        && match (&a.over, &b.over) {
            (None, None) => true,
            (Some(a), Some(b)) => same_window(a, b),
            (Some(_), None) | (None, Some(_)) => false,
        }
}

/// Equal windows.
fn same_window(a: &Window, b: &Window) -> bool {
    let same_key = |(a, b): (&SortKey, &SortKey)| {
        a.descending == b.descending && a.nulls_first == b.nulls_first && same(&a.expr, &b.expr)
    };
    a.frame == b.frame
        && same_all(&a.partition_by, &b.partition_by)
        && a.order_by.len() == b.order_by.len()
        && a.order_by.iter().zip(&b.order_by).all(same_key)
}

/// Equal lists.
fn same_all(a: &[Expr], b: &[Expr]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
}

/// Equal, or both absent.
fn same_option(a: Option<&Expr>, b: Option<&Expr>) -> bool {
    match (a, b) {
        (None, None) => true,
        (Some(a), Some(b)) => same(a, b),
        (Some(_), None) | (None, Some(_)) => false,
    }
}
