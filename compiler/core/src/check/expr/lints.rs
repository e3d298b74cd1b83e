//! Expressions that are allowed and probably not meant.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use pipelinec_syntax::Span;
use pipelinec_syntax::tree::BinaryOp;

use super::mismatch::written;
use super::operators::Infix;
use super::{ExprChecker, contains_aggregate, contains_window};
use crate::diag;
use crate::ir::{Expr, ExprKind, Literal};
use crate::types::Type;

impl ExprChecker<'_> {
    /// `x = null`, and a timestamp compared with a day.
    pub(super) fn lint_comparison(&mut self, infix: &Infix<'_>, left: &Expr, right: &Expr) {
        let comparison = match infix.op {
            BinaryOp::Eq | BinaryOp::Ne | BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge => infix.op,
            BinaryOp::Add
            | BinaryOp::Subtract
            | BinaryOp::Multiply
            | BinaryOp::Divide
            | BinaryOp::Modulo
            | BinaryOp::Concat
            | BinaryOp::And
            | BinaryOp::Or => return,
        };
        if is_null(left) || is_null(right) {
            let operand = written(if is_null(left) { right } else { left });
            self.report(diag::compare_null(infix.span, &operand, comparison == BinaryOp::Ne));
            return;
        }
        let is = |op| comparison == op || comparison == BinaryOp::Eq;
        let day = if is(BinaryOp::Le) && is_day_bound(left, right) {
            Some(right)
        } else if is(BinaryOp::Ge) && is_day_bound(right, left) {
            Some(left)
        } else {
            None
        };
        if let Some(day) = day {
            self.report(diag::day_as_timestamp(day.span, comparison == BinaryOp::Eq));
        }
    }

    /// `between` with its ends swapped, and a timestamp up to a day.
    pub(super) fn lint_bounds(&mut self, operand: &Expr, low: &Expr, high: &Expr) {
        if compare(low, high) == Some(Ordering::Greater) {
            self.report(diag::empty_range(low.span.to(high.span)));
        } else if is_day_bound(operand, high) {
            self.report(diag::day_as_timestamp(high.span, false));
        }
    }

    /// A pattern that matches only itself.
    pub(super) fn lint_pattern(&mut self, pattern: &Expr) {
        if let ExprKind::Literal(Literal::String(text)) = &pattern.kind
            && !text.contains(['%', '_'])
        {
            self.report(diag::like_without_wildcard(pattern.span));
        }
    }

    /// A null or a repeated value among the candidates.
    pub(super) fn lint_list(&mut self, list: &[Expr], negated: bool) {
        if let Some(null) = list.iter().find(|item| is_null(item)) {
            self.report(diag::null_in_list(null.span, negated));
        }
        let mut seen: BTreeMap<String, Span> = BTreeMap::new();
        for item in list.iter().filter(|item| !is_null(item)) {
            let ExprKind::Literal(literal) = &as_written(item).kind else { continue };
            if let Some(first) = seen.insert(format!("{literal:?}"), item.span) {
                self.report(diag::repeated_value(item.span, first));
                return;
            }
        }
    }

    /// A test for null of something that never is; inside a macro it depends on the call.
    pub(super) fn lint_null_test(&mut self, operand: &Expr, negated: bool, span: Span) {
        if !operand.nullable && self.frames.is_empty() && !operand.ty.is_error() {
            self.report(diag::never_null(span, negated));
        }
    }

    /// A condition without a column: true for every row, or for none.
    pub(super) fn lint_constant(&mut self, condition: &Expr) {
        if matches!(condition.ty, Type::Boolean | Type::Null) && is_constant(condition) {
            self.report(diag::constant_condition(condition.span));
        }
    }
}

/// The expression before the conversion the compiler added.
fn as_written(expr: &Expr) -> &Expr {
    if let ExprKind::Cast { operand, .. } = &expr.kind
        && operand.span == expr.span
    {
        operand
    } else {
        expr
    }
}

/// The literal `null`, converted or not.
fn is_null(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Literal(Literal::Null)) && !expr.ty.is_error()
}

/// Whether a timestamp is compared with a fixed day, which means its midnight.
fn is_day_bound(operand: &Expr, bound: &Expr) -> bool {
    operand.ty == Type::Timestamp
        && bound.ty == Type::Date
        && matches!(bound.kind, ExprKind::Literal(_) | ExprKind::Param(_))
}

/// Whether the value is the same for every row of every run.
fn is_constant(expr: &Expr) -> bool {
    if contains_aggregate(expr) || contains_window(expr) {
        return false;
    }
    let mut constant = !matches!(expr.kind, ExprKind::Column { .. } | ExprKind::Param(_));
    expr.for_each_child(&mut |child| constant = constant && is_constant(child));
    constant
}

/// The order of two literals that can be compared here.
fn compare(a: &Expr, b: &Expr) -> Option<Ordering> {
    let (ExprKind::Literal(a), ExprKind::Literal(b)) = (&a.kind, &b.kind) else {
        return None;
    };
    match (a, b) {
        (Literal::Date(a), Literal::Date(b)) | (Literal::Timestamp(a), Literal::Timestamp(b)) => Some(a.cmp(b)),
        _ => number(a)?.partial_cmp(&number(b)?),
    }
}

/// A number literal, near enough to tell large from small.
fn number(literal: &Literal) -> Option<f64> {
    match literal {
        #[expect(clippy::cast_precision_loss, reason = "only compared with other bounds")]
        Literal::Bigint(n) => Some(*n as f64),
        Literal::Double(d) => Some(*d),
        Literal::Decimal(text) => text.parse().ok(),
        Literal::Null | Literal::Boolean(_) | Literal::String(_) | Literal::Date(_) | Literal::Timestamp(_) => None,
    }
}
