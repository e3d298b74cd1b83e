//! Dedupes of rows that are unique already.

use pipelinec_syntax::tree::Tree;

use crate::check::grain;
use crate::diag::{self, Diagnostic};
use crate::ir::{Op, Pipeline};

pub(super) fn lint(_: &Tree, pipeline: &Pipeline) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for place in super::steps(pipeline) {
        let Op::Dedupe { by, .. } = &place.step.op else { continue };
        let before = grain::keys_of(&super::grain_before(pipeline, place.query, place.position));
        // Without `by`, rows are distinct when any key is known.
        let key = before.iter().find(|key| by.is_empty() || key.iter().all(|name| by.contains(name)));
        if let Some(key) = key.filter(|key| !key.is_empty()) {
            let key: Vec<&str> = key.iter().map(|name| &**name).collect();
            found.push(diag::needless_dedupe(place.step.span, &key));
        }
    }
    found
}
