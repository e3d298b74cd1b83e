//! Limits that do not say which rows stay.

use pipelinec_syntax::tree::Tree;

use super::Place;
use crate::diag::{self, Diagnostic};
use crate::ir::{Op, Order, Pipeline, order_after};

pub(super) fn lint(_: &Tree, pipeline: &Pipeline) -> Vec<Diagnostic> {
    // A sort with the keyword `limit` is the one the checker added.
    super::steps(pipeline)
        .filter(|place| place.step.keyword == "limit" && matches!(place.step.op, Op::Limit(_)))
        .filter(|place| place.previous().is_none_or(|previous| previous.keyword != "sort"))
        .map(|place| diag::limit_without_sort(place.step.span, lost(&place)))
        .collect()
}

/// The operator after which the order of an earlier sort does not hold any more.
fn lost<'p>(place: &Place<'p>) -> Option<(&'p str, pipelinec_syntax::Span)> {
    let before = place.query.steps.get(..place.position)?;
    let own = before.iter().rposition(|step| step.span != place.step.span).map_or(0, |i| i + 1);
    match order_after(before.get(..own)?) {
        Order::Lost { by, .. } => before.get(by).map(|step| (step.keyword, step.span)),
        Order::None | Order::Kept { .. } => None,
    }
}
