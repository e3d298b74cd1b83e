//! Checks of what is known before the run.

use pipelinec_syntax::tree::Tree;

use crate::check::grain;
use crate::diag::suggest::quoted;
use crate::diag::{self, Diagnostic};
use crate::ir::{Check, CheckKind, Dataset, Pipeline};

pub(super) fn lint(_: &Tree, pipeline: &Pipeline) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for check in &pipeline.checks {
        if let Some(what) = pipeline.dataset(check.dataset).and_then(|dataset| known(check, dataset)) {
            found.push(diag::certain_check(check.span, &what));
        }
    }
    found
}

/// What makes the check certain, in words.
fn known(check: &Check, dataset: &Dataset) -> Option<String> {
    match &check.kind {
        CheckKind::NotNull(names) => {
            let null = |name: &crate::Symbol| dataset.columns.iter().any(|c| c.name == *name && c.nullable);
            let first = names.first().filter(|_| !names.iter().any(null))?;
            Some(format!("{} is never null here", quoted(first)))
        }
        CheckKind::Unique(names) => {
            let names: Vec<&str> = names.iter().map(|name| &**name).collect();
            let first = names.first().filter(|_| grain::covered(&dataset.grain, &names))?;
            Some(format!("there is one row per {} already", quoted(first)))
        }
        CheckKind::Expect(_) | CheckKind::References { .. } | CheckKind::RowCount { .. } => None,
    }
}
