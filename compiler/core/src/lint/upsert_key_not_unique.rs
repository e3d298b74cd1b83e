//! Upserts whose own rows may share a key.

use pipelinec_syntax::tree::{Tree, WriteMode};

use crate::check::grain;
use crate::diag::{self, Diagnostic};
use crate::ir::Pipeline;

pub(super) fn lint(_: &Tree, pipeline: &Pipeline) -> Vec<Diagnostic> {
    let upserts = pipeline.datasets.iter().filter(|dataset| dataset.output.mode == WriteMode::Upsert);
    upserts
        .filter(|dataset| {
            let key: Vec<&str> = dataset.output.key.iter().map(|name| &**name).collect();
            !grain::covered(&dataset.grain, &key)
        })
        .map(|dataset| diag::upsert_key_not_unique(dataset.span, &dataset.name))
        .collect()
}
