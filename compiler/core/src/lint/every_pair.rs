//! Joins without an equality: every pair of rows is compared.

use pipelinec_syntax::tree::{JoinKind, Tree};

use crate::diag::{self, Diagnostic};
use crate::ir::{Op, Pipeline};

pub(super) fn lint(_: &Tree, pipeline: &Pipeline) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for place in super::steps(pipeline) {
        if let Op::Join(join) = &place.step.op
            && join.kind != JoinKind::Cross
            && join.keys.is_empty()
            && let Some(right) = pipeline.dataset(join.right)
        {
            found.push(diag::every_pair(place.step.span, &right.name));
        }
    }
    found
}
