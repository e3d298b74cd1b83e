//! Which datasets a run computes, and who reads what.

use std::collections::BTreeSet;

use pipelinec_core::ir::{Check, CheckKind, DatasetId, Op, Pipeline};
use pipelinec_core::{Diagnostic, diag};

use super::checks;

/// The datasets of a run, with everything they need.
#[derive(Debug)]
pub(super) struct Selection {
    wanted: BTreeSet<DatasetId>,
}

impl Selection {
    /// The named datasets, or all.
    pub(super) fn new(pipeline: &Pipeline, names: &[String]) -> Result<Self, Vec<Diagnostic>> {
        let computed: Vec<&str> = pipeline.datasets.iter().filter(|d| d.query().is_some()).map(|d| &*d.name).collect();
        let unknown = names.iter().filter(|name| !computed.contains(&name.as_str()));
        let findings: Vec<Diagnostic> = unknown.map(|name| diag::unknown_selection(name, &computed)).collect();
        if !findings.is_empty() {
            return Err(findings);
        }
        // An input that nothing computes from is read when checks ask about it.
        let checked = |id| pipeline.checks.iter().any(|c| c.dataset == id);
        let named = pipeline.iter().filter(|(id, d)| match names {
            [] => d.query().is_some() || checked(*id),
            names => names.iter().any(|n| **n == *d.name),
        });
        Ok(Self::of(pipeline, named.map(|(id, _)| id).collect()))
    }

    /// Some datasets and what they are computed from.
    pub(super) fn of(pipeline: &Pipeline, mut wanted: BTreeSet<DatasetId>) -> Self {
        // Datasets stand after what they read: backwards, one pass is enough.
        for index in (0..pipeline.datasets.len()).rev() {
            let id = DatasetId(u32::try_from(index).unwrap_or(u32::MAX));
            if wanted.contains(&id) {
                wanted.extend(pipeline.dataset(id).into_iter().flat_map(|d| d.reads()));
            }
        }
        // Foreign keys may point at inputs that nothing else reads.
        for check in &pipeline.checks {
            if let CheckKind::References { to, .. } = &check.kind
                && wanted.contains(&check.dataset)
                && pipeline.dataset(*to).is_some_and(|d| d.query().is_none())
            {
                wanted.insert(*to);
            }
        }
        Self { wanted }
    }

    pub(super) fn contains(&self, id: DatasetId) -> bool {
        self.wanted.contains(&id)
    }

    /// Checks whose datasets are all there.
    pub(super) fn checks<'p>(&self, pipeline: &'p Pipeline) -> Vec<&'p Check> {
        pipeline.checks.iter().filter(|c| checks::reads(c).iter().all(|id| self.contains(*id))).collect()
    }

    /// Checks of selected datasets that cannot be evaluated, because a dataset they refer to is not selected.
    pub(super) fn skipped<'p>(&self, pipeline: &'p Pipeline) -> Vec<&'p Check> {
        let skipped = |c: &&Check| !checks::reads(c).iter().all(|id| self.contains(*id));
        pipeline.checks.iter().filter(|c| self.contains(c.dataset)).filter(skipped).collect()
    }

    /// How often a dataset is read: by others, and by checks.
    pub(super) fn uses(&self, pipeline: &Pipeline, id: DatasetId, checks: &[&Check]) -> usize {
        let readers = pipeline.iter().filter(|(reader, _)| self.contains(*reader));
        let by_datasets: usize = readers.map(|(_, d)| times(d, id)).sum();
        by_datasets + checks.iter().filter(|c| checks::reads(c).contains(&id)).count()
    }
}

/// How often a dataset's query names another.
fn times(reader: &pipelinec_core::ir::Dataset, id: DatasetId) -> usize {
    let Some(query) = reader.query() else { return 0 };
    let in_steps = query.steps.iter().map(|step| match &step.op {
        Op::Join(join) => usize::from(join.right == id),
        Op::Union { others, .. } => others.iter().filter(|other| **other == id).count(),
        _ => 0,
    });
    usize::from(query.from == id) + in_steps.sum::<usize>()
}
