//! Inputs nothing reads.

use std::collections::HashSet;

use pipelinec_syntax::tree::Tree;

use crate::diag::{self, Diagnostic};
use crate::ir::{CheckKind, DatasetId, DatasetKind, Pipeline};

pub(super) fn lint(_: &Tree, pipeline: &Pipeline) -> Vec<Diagnostic> {
    let mut read: HashSet<DatasetId> = pipeline.datasets.iter().flat_map(crate::ir::Dataset::reads).collect();
    for check in &pipeline.checks {
        read.insert(check.dataset);
        if let CheckKind::References { to, .. } = &check.kind {
            read.insert(*to);
        }
    }
    let unused = pipeline.iter().filter(|(id, d)| matches!(d.kind, DatasetKind::Input(_)) && !read.contains(id));
    unused.map(|(_, dataset)| diag::unused_input(dataset.span, &dataset.name)).collect()
}
