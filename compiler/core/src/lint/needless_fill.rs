//! Fills of columns that are never null.

use pipelinec_syntax::tree::Tree;

use crate::diag::{self, Diagnostic};
use crate::ir::{Op, Pipeline};

pub(super) fn lint(_: &Tree, pipeline: &Pipeline) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for place in super::steps(pipeline).filter(|place| place.step.keyword == "fill") {
        let Op::Extend(entries) = &place.step.op else { continue };
        for entry in entries {
            if place.before.iter().any(|column| column.name == entry.name && !column.nullable) {
                found.push(diag::needless_fill(entry.expr.span, &entry.name));
            }
        }
    }
    found
}
