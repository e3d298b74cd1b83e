//! `over (partition by … order by … rows between …)`.

use pipelinec_syntax::Span;
use pipelinec_syntax::tree;

use super::{ExprChecker, Scope};
use crate::diag;
use crate::functions::{Function, Kind};
use crate::ir::{Frame, FrameBound, FrameUnit, SortKey, Window};

impl ExprChecker<'_> {
    /// The window of a call, its frame written out; `None` has been reported.
    pub(super) fn window(
        &mut self,
        function: &'static Function,
        over: &tree::Window,
        name: Span,
        scope: &Scope<'_>,
    ) -> Option<Window> {
        let partition_by: Vec<_> = over.partition_by.iter().map(|key| self.expr(key, scope)).collect();
        for key in partition_by.iter().filter(|key| !key.ty.is_orderable()) {
            self.report(diag::not_orderable(key.span, &key.ty, "grouped"));
        }
        let order_by = self.sort_keys(&over.order_by, scope);
        let keys = partition_by.iter().chain(order_by.iter().map(|key| &key.expr));
        let broken = keys.into_iter().any(|key| key.ty.is_error() || !key.ty.is_orderable());
        let frame = self.frame(function, over, &order_by, name)?;
        if order_by.is_empty() && over.frame.is_none() && needs_order(function) {
            self.report(diag::window_without_order(name, function.name));
        }
        (!broken).then_some(Window { partition_by, order_by, frame })
    }

    /// `order by` keys.
    pub(super) fn sort_keys(&mut self, keys: &[tree::SortKey], scope: &Scope<'_>) -> Vec<SortKey> {
        keys.iter()
            .map(|key| {
                let expr = self.expr(&key.expr, scope);
                if !expr.ty.is_orderable() {
                    self.report(diag::not_orderable(expr.span, &expr.ty, "ordered"));
                }
                SortKey { expr, descending: key.descending, nulls_first: key.nulls_first }
            })
            .collect()
    }

    /// The frame: as written, or the one SQL means when there is none. Outer `None` has been reported.
    fn frame(
        &mut self,
        function: &'static Function,
        over: &tree::Window,
        order_by: &[SortKey],
        name: Span,
    ) -> Option<Option<Frame>> {
        let takes_frame = match function.kind {
            Kind::Window { frame } => frame,
            Kind::Aggregate { .. } | Kind::Scalar => true,
        };
        let Some(written) = &over.frame else {
            if needs_frame(function) {
                self.report(diag::frame_needed(name, function.name));
                return None;
            }
            return Some(takes_frame.then(|| default_frame(!order_by.is_empty())));
        };
        let wrong = if takes_frame { frame_fault(written, order_by) } else { Some("this function takes no frame") };
        if let Some(why) = wrong {
            self.report(diag::bad_frame(written.span, function.name, why));
            return None;
        }
        Some(Some(Frame { unit: written.unit, start: written.start, end: written.end }))
    }
}

/// SQL's frame where none is written: up to the current row and its peers with an order, else the whole partition.
const fn default_frame(ordered: bool) -> Frame {
    if ordered {
        Frame { unit: FrameUnit::Range, start: FrameBound::UnboundedPreceding, end: FrameBound::CurrentRow }
    } else {
        Frame { unit: FrameUnit::Rows, start: FrameBound::UnboundedPreceding, end: FrameBound::UnboundedFollowing }
    }
}

/// What is wrong with a written frame.
fn frame_fault(frame: &tree::Frame, order_by: &[SortKey]) -> Option<&'static str> {
    let whole = frame.start == FrameBound::UnboundedPreceding && frame.end == FrameBound::UnboundedFollowing;
    if position(frame.start) > position(frame.end)
        || frame.start == FrameBound::UnboundedFollowing
        || frame.end == FrameBound::UnboundedPreceding
    {
        return Some("it ends before it starts");
    }
    if order_by.is_empty() && !whole {
        return Some("it needs an `order by` that says which rows come before");
    }
    let offset = |bound| matches!(bound, FrameBound::Preceding(_) | FrameBound::Following(_));
    if frame.unit == FrameUnit::Range && (offset(frame.start) || offset(frame.end)) {
        return match order_by {
            [key] if key.expr.ty.is_numeric() || key.expr.ty.is_error() => None,
            _ => Some("`range` with a number needs exactly one `order by` key, and it must be a number"),
        };
    }
    None
}

/// Where a bound lies, relative to the current row.
fn position(bound: FrameBound) -> i128 {
    match bound {
        FrameBound::UnboundedPreceding => i128::MIN,
        FrameBound::Preceding(n) => -i128::from(n),
        FrameBound::CurrentRow => 0,
        FrameBound::Following(n) => i128::from(n),
        FrameBound::UnboundedFollowing => i128::MAX,
    }
}

/// Functions whose default frame surprises: the last row of "up to the current row" is the current row.
fn needs_frame(function: &Function) -> bool {
    matches!(function.name, "last_value" | "nth_value")
}

/// Functions that mean nothing without an order.
fn needs_order(function: &Function) -> bool {
    matches!(function.kind, Kind::Window { .. })
}
