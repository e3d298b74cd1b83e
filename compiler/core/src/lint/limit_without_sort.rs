//! Limits that do not say which rows stay.

use pipelinec_syntax::tree::Tree;

use crate::diag::{self, Diagnostic};
use crate::ir::{Op, Pipeline};

pub(super) fn lint(_: &Tree, pipeline: &Pipeline) -> Vec<Diagnostic> {
    // A sort with the keyword `limit` is the one the checker added.
    super::steps(pipeline)
        .filter(|place| place.step.keyword == "limit" && matches!(place.step.op, Op::Limit(_)))
        .filter(|place| place.previous().is_none_or(|previous| previous.keyword != "sort"))
        .map(|place| diag::limit_without_sort(place.step.span))
        .collect()
}
