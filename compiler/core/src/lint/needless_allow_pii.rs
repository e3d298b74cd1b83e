//! Permissions to publish personal data where there is none.

use std::collections::HashSet;

use pipelinec_syntax::tree::Tree;

use crate::diag::{self, Diagnostic};
use crate::ir::Pipeline;

pub(super) fn lint(tree: &Tree, pipeline: &Pipeline) -> Vec<Diagnostic> {
    let datasets = tree.transforms.iter().chain(&tree.queries).map(|d| (&d.name, &d.output));
    let allowing: Vec<_> = datasets
        .chain(tree.kpis.iter().map(|kpi| (&kpi.name, &kpi.output)))
        .filter(|(_, output)| !output.allow_pii.is_empty())
        .collect();
    let wanted: HashSet<&str> = allowing.iter().map(|(name, _)| name.text.as_str()).collect();
    let checked: Vec<_> = pipeline.datasets.iter().filter(|dataset| wanted.contains(&*dataset.name)).collect();
    let mut found = Vec::new();
    for (name, output) in allowing {
        let Some(dataset) = checked.iter().find(|dataset| *dataset.name == *name.text) else { continue };
        for column in &output.allow_pii {
            if !dataset.columns.iter().any(|c| c.pii && *c.name == *column.text) {
                found.push(diag::needless_allow_pii(column.span, &column.text));
            }
        }
    }
    found
}
