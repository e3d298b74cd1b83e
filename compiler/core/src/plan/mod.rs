//! Which job computes what, and in which order.
//!
//! Invariants: a stage reads only inputs and what earlier stages wrote; jobs of one stage never write the same prefix,
//! nor one another reads; a check stands in a job that has, or runs after, everything the check looks at.

mod columns;
mod jobs;
mod stages;

use std::collections::BTreeSet;

pub use columns::{columns_needed, columns_read};

use crate::Symbol;
use crate::diag::Diagnostic;
use crate::ir::{Check, CheckKind, DatasetId, DatasetKind, OnBadRecord, Pipeline};

/// A pipeline divided into jobs, stages and queries.
#[derive(Debug, Clone)]
pub struct Plan {
    /// What is to be done.
    pub pipeline: Pipeline,
    /// Jobs, in an order that respects the data flow.
    pub jobs: Vec<Job>,
    /// Stages, in order; jobs of one stage run side by side. Indexes into `jobs`.
    pub stages: Vec<Vec<usize>>,
    /// Queries for the query engine, after the last stage.
    pub queries: Vec<DatasetId>,
}

/// Datasets computed together by one Spark application.
#[derive(Debug, Clone)]
pub struct Job {
    /// Its name; the script is `jobs/<name>.py`.
    pub name: Symbol,
    /// Datasets it writes, in dependency order.
    pub writes: Vec<DatasetId>,
    /// Inputs and earlier datasets it reads, in dependency order.
    pub reads: Vec<DatasetId>,
    /// Checks it evaluates before it publishes: indexes into [`Pipeline::checks`].
    pub checks: Vec<usize>,
    /// Inputs whose bad records it sets aside: of several jobs that read an input, the first.
    pub quarantines: Vec<DatasetId>,
}

impl Plan {
    /// The job that writes a dataset; `None` for inputs and queries.
    #[must_use]
    pub fn writer(&self, id: DatasetId) -> Option<&Job> {
        self.jobs.iter().find(|job| job.writes.binary_search(&id).is_ok())
    }

    /// Datasets that jobs write and readers find, in dependency order.
    pub fn written(&self) -> impl Iterator<Item = DatasetId> {
        let ids: BTreeSet<DatasetId> = self.jobs.iter().flat_map(|job| job.writes.iter().copied()).collect();
        ids.into_iter()
    }
}

/// Divides a pipeline. With an error, the plan holds no jobs.
#[must_use]
pub fn plan(pipeline: Pipeline) -> (Plan, Vec<Diagnostic>) {
    let queries = pipeline.iter().filter(|(_, d)| matches!(d.kind, DatasetKind::Query(_))).map(|(id, _)| id).collect();
    let groups = match jobs::group(&pipeline) {
        Ok(groups) => groups,
        Err(diagnostics) => return (Plan { pipeline, jobs: Vec::new(), stages: Vec::new(), queries }, diagnostics),
    };
    let owner = owners(&pipeline, &groups);
    let (mut jobs, edges) = connect(&pipeline, groups, &owner);
    quarantine(&pipeline, &mut jobs);
    let stages = stages::stages(jobs.len(), &edges);
    (Plan { pipeline, jobs, stages, queries }, Vec::new())
}

/// The index of the job that writes each dataset.
fn owners(pipeline: &Pipeline, groups: &[(Symbol, Vec<DatasetId>)]) -> Vec<Option<usize>> {
    let mut owner = vec![None; pipeline.datasets.len()];
    for (job, (_, datasets)) in groups.iter().enumerate() {
        for id in datasets {
            if let Some(slot) = owner.get_mut(id.0 as usize) {
                *slot = Some(job);
            }
        }
    }
    owner
}

/// Jobs with their reads and checks, and what each waits for: `(earlier, later)`.
fn connect(
    pipeline: &Pipeline,
    groups: Vec<(Symbol, Vec<DatasetId>)>,
    owner: &[Option<usize>],
) -> (Vec<Job>, Vec<(usize, usize)>) {
    let owner_of = |id: DatasetId| owner.get(id.0 as usize).copied().flatten();
    let mut jobs = Vec::with_capacity(groups.len());
    let mut reads: Vec<BTreeSet<DatasetId>> = Vec::with_capacity(groups.len());
    for (name, writes) in groups {
        reads.push(writes.iter().filter_map(|id| pipeline.dataset(*id)).flat_map(|d| d.reads()).collect());
        jobs.push(Job { name, writes, reads: Vec::new(), checks: Vec::new(), quarantines: Vec::new() });
    }
    for (index, check) in pipeline.checks.iter().enumerate() {
        let looked_at: Vec<DatasetId> = checked_datasets(check);
        if looked_at.iter().any(|id| pipeline.dataset(*id).is_some_and(|d| matches!(d.kind, DatasetKind::Query(_)))) {
            continue; // queries run after the jobs, in another engine
        }
        // Jobs stand in dependency order, so the latest of them may look at everything.
        let place = looked_at.iter().filter_map(|id| owner_of(*id)).max().or_else(|| first_reader(&reads, &looked_at));
        if let Some(job) = place
            && let (Some(job), Some(reads)) = (jobs.get_mut(job), reads.get_mut(job))
        {
            job.checks.push(index);
            reads.extend(looked_at);
        }
    }
    let mut edges = Vec::new();
    for (later, (job, reads)) in jobs.iter_mut().zip(reads).enumerate() {
        job.reads = reads.into_iter().filter(|id| owner_of(*id) != Some(later)).collect();
        edges.extend(job.reads.iter().filter_map(|id| owner_of(*id)).map(|earlier| (earlier, later)));
    }
    (jobs, edges)
}

/// The datasets a check looks at.
fn checked_datasets(check: &Check) -> Vec<DatasetId> {
    match &check.kind {
        CheckKind::References { to, .. } => vec![check.dataset, *to],
        CheckKind::Expect(_) | CheckKind::Unique(_) | CheckKind::NotNull(_) | CheckKind::RowCount { .. } => {
            vec![check.dataset]
        }
    }
}

/// A check on inputs alone goes to the first job that reads one of them.
fn first_reader(reads: &[BTreeSet<DatasetId>], inputs: &[DatasetId]) -> Option<usize> {
    reads.iter().position(|read| inputs.iter().any(|id| read.contains(id)))
}

fn quarantine(pipeline: &Pipeline, jobs: &mut [Job]) {
    let mut done = BTreeSet::new();
    for job in jobs {
        for id in &job.reads {
            if let Some(DatasetKind::Input(input)) = pipeline.dataset(*id).map(|d| &d.kind)
                && input.on_bad_record == OnBadRecord::Quarantine
                && done.insert(*id)
            {
                job.quarantines.push(*id);
            }
        }
    }
}

#[cfg(test)]
mod tests;
