//! Sorts in jobs whose order nothing uses.

use pipelinec_syntax::tree::Tree;

use crate::diag::{self, Diagnostic};
use crate::ir::{Op, Pipeline};

pub(super) fn lint(_: &Tree, pipeline: &Pipeline) -> Vec<Diagnostic> {
    super::steps(pipeline)
        .filter(|place| !place.is_query && place.step.keyword == "sort" && matches!(place.step.op, Op::Sort(_)))
        .filter(|place| !place.next().is_some_and(|next| matches!(next.op, Op::Limit(_))))
        .map(|place| diag::sort_without_limit(place.step.span))
        .collect()
}
