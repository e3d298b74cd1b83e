//! Dedupes of rows that are unique already.

use pipelinec_syntax::tree::Tree;

use crate::check::grain;
use crate::diag::{self, Diagnostic};
use crate::ir::{Grain, Op, Pipeline, Step};

pub(super) fn lint(_: &Tree, pipeline: &Pipeline) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for query in pipeline.datasets.iter().filter_map(crate::ir::Dataset::query) {
        let mut before = pipeline.dataset(query.from).map(|source| source.grain.clone()).unwrap_or_default();
        for step in &query.steps {
            found.extend(needless(step, &before));
            before = after(&step.op, &before);
        }
    }
    found
}

/// Whether the step is a dedupe of rows of this grain by one of its keys, or of whole rows while any key is known.
fn needless(step: &Step, before: &Grain) -> Option<Diagnostic> {
    let Op::Dedupe { by, .. } = &step.op else { return None };
    let keys = grain::keys_of(before);
    let key = keys.iter().find(|key| by.is_empty() || key.iter().all(|name| by.contains(name)))?;
    let key: Vec<&str> = key.iter().map(|name| &**name).collect();
    (!key.is_empty()).then(|| diag::needless_dedupe(step.span, &key))
}

/// The grain after an operator, as far as simple operators let it be followed.
fn after(op: &Op, before: &Grain) -> Grain {
    match op {
        Op::Filter(_) | Op::Sort(_) | Op::Limit(_) => grain::filtered(before),
        Op::Extend(entries) => grain::replaced(before, entries),
        Op::Project(entries) => grain::projected(before, entries),
        Op::Dedupe { by, .. } if !by.is_empty() => grain::keys(vec![by.clone()]),
        Op::Aggregate { by, .. } if !by.is_empty() => {
            grain::keys(vec![by.iter().map(|key| key.name.clone()).collect()])
        }
        Op::Join(_)
        | Op::Union { .. }
        | Op::Dedupe { .. }
        | Op::Aggregate { .. }
        | Op::TopPerGroup { .. }
        | Op::Unpivot { .. }
        | Op::Explode { .. } => Grain::Unknown,
    }
}
