//! What may stand inside what: aggregates not inside aggregates, windows not inside windows, columns of a group only
//! inside aggregates. Looked at once the expression is whole, because macros and measures have been put in place then.

use pipelinec_syntax::Span;

use super::same::same;
use super::{Context, ExprChecker, Scope};
use crate::diag;
use crate::functions::{self, Kind};
use crate::ir::{Call, Expr, ExprKind, NamedExpr};

/// What surrounds a node.
#[derive(Debug, Clone, Copy)]
struct Surroundings<'s> {
    /// The phrase: findings in macro bodies are shown at the call that stands in it.
    phrase: Span,
    /// The nearest node around that stands in the phrase.
    place: Span,
    in_aggregate: bool,
    in_window: bool,
    /// The group keys, where columns have to be grouped.
    keys: Option<&'s [NamedExpr]>,
}

impl ExprChecker<'_> {
    /// Reports what stands where it must not.
    pub(super) fn check_placement(&mut self, expr: &Expr, phrase: Span, scope: &Scope<'_>) {
        let keys = match scope.context {
            Context::Row => return,
            Context::RowWithWindows => None,
            Context::Measures { keys, .. } => Some(keys),
        };
        self.place(expr, Surroundings { phrase, place: phrase, in_aggregate: false, in_window: false, keys });
    }

    /// One node.
    fn place(&mut self, expr: &Expr, mut around: Surroundings<'_>) {
        if within(expr.span, around.phrase) {
            around.place = expr.span;
        }
        if let Some(keys) = around.keys
            && !around.in_aggregate
        {
            if keys.iter().any(|key| same(&key.expr, expr)) {
                return;
            }
            if let ExprKind::Column { name, .. } = &expr.kind {
                let names: Vec<&str> = keys.iter().map(|key| &*key.name).collect();
                self.report(diag::not_grouped(around.place, name, &names));
                return;
            }
        }
        if let ExprKind::Call(call) = &expr.kind {
            around.in_aggregate |= is_aggregate(call);
            around.in_window |= call.over.is_some();
            if let Some(inner) = self.nested(expr, call, around) {
                // A macro may use its argument in several aggregates: one place, one finding.
                let known = self.diagnostics.last().is_some_and(|d| d.code == inner.code && d.span == inner.span);
                if !known {
                    self.report(inner);
                }
                return;
            }
        }
        expr.for_each_child(&mut |child| self.place(child, around));
    }

    /// An aggregate directly below an aggregate's call, or a window below a window's.
    fn nested(&self, expr: &Expr, call: &Call, around: Surroundings<'_>) -> Option<diag::Diagnostic> {
        let name = functions::overload(call.overload).map_or("", |(function, _)| function.name);
        let mut found = None;
        expr.for_each_child(&mut |child| {
            let place = if within(child.span, around.phrase) { child.span } else { around.place };
            if found.is_none() && is_aggregate(call) && contains_aggregate(child) {
                found = Some(diag::nested_aggregate(place, name));
            }
            if found.is_none() && call.over.is_some() && contains_window(child) {
                found = Some(diag::nested_window(place, name));
            }
        });
        found
    }
}

/// Whether `inner` lies in `outer`.
fn within(inner: Span, outer: Span) -> bool {
    inner.file == outer.file && outer.start <= inner.start && inner.end <= outer.end
}

/// An aggregate over groups, not over a window.
fn is_aggregate(call: &Call) -> bool {
    let kind = functions::overload(call.overload).map(|(function, _)| function.kind);
    call.over.is_none() && matches!(kind, Some(Kind::Aggregate { .. }))
}

/// Whether an aggregate over groups stands anywhere in the expression.
#[must_use]
pub fn contains_aggregate(expr: &Expr) -> bool {
    contains(expr, is_aggregate)
}

/// Whether a window function stands anywhere in the expression.
#[must_use]
pub fn contains_window(expr: &Expr) -> bool {
    contains(expr, |call| call.over.is_some())
}

/// Whether a call of that kind stands anywhere in the expression.
fn contains(expr: &Expr, wanted: fn(&Call) -> bool) -> bool {
    if let ExprKind::Call(call) = &expr.kind
        && wanted(call)
    {
        return true;
    }
    let mut found = false;
    expr.for_each_child(&mut |child| found = found || contains(child, wanted));
    found
}
