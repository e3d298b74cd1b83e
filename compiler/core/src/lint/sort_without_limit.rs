//! Sorts whose order nothing uses.

use pipelinec_syntax::tree::Tree;

use super::Place;
use crate::diag::{self, Diagnostic};
use crate::ir::{Op, Order, Pipeline, order_after};

pub(super) fn lint(_: &Tree, pipeline: &Pipeline) -> Vec<Diagnostic> {
    super::steps(pipeline)
        .filter(|place| place.step.keyword == "sort" && matches!(place.step.op, Op::Sort(_)))
        .filter_map(|place| unused(&place))
        .collect()
}

fn unused(place: &Place<'_>) -> Option<Diagnostic> {
    let steps = &place.query.steps;
    let later = steps.get(place.position + 1..)?;
    let lost_by = match later.iter().find(|step| matches!(step.op, Op::Sort(_) | Op::Limit(_))) {
        // A sort with the keyword `limit` was added because this one was lost on the way: the limit's lint says so.
        Some(next) if matches!(next.op, Op::Limit(_)) || next.keyword == "limit" => return None,
        Some(next) => Some(next),
        None if place.is_query => match order_after(steps) {
            Order::Lost { by, .. } => Some(steps.get(by)?),
            Order::None | Order::Kept { .. } => return None,
        },
        None => None,
    };
    Some(diag::sort_without_limit(place.step.span, lost_by.map(|step| (step.keyword, step.span))))
}
