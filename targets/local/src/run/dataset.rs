//! The run itself: datasets are computed one after the other, checks evaluated, everything published.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use pipelinec_core::ir::{Check, Dataset, DatasetId, DatasetKind, OnBadRecord, Pipeline};
use pipelinec_core::{Diagnostic, Span, diag};

use super::drain::{Budget, Held};
use super::engine::{Engine, Means};
use super::publish::{self, Staging};
use super::report::{Observer, RunReport};
use super::selection::Selection;
use super::{RunOptions, checks, params};
use crate::read::Source;

/// The share of memory for rows that later datasets read, in percent.
const KEPT_PERCENT: u64 = 40;

/// A value, or what was found wrong.
pub(super) type Found<T> = Result<T, Vec<Diagnostic>>;

/// Runs everything that is selected.
pub(super) fn run_all(
    pipeline: &Pipeline,
    options: &RunOptions,
    observer: &Arc<dyn Observer>,
    report: &mut RunReport,
) -> Found<()> {
    let params = params::resolve(pipeline, &options.params)?;
    let selection = Selection::new(pipeline, &options.select)?;
    let means = Means::new(options.threads, options.memory_limit);
    let staging = Staging::new(&options.out_dir).map_err(|finding| vec![finding])?;
    let fault = |message: String| vec![diag::engine_failure(pipeline_span(pipeline), &pipeline.name, &message)];
    let runtime = means.runtime().map_err(|error| fault(error.to_string()))?;
    let engine = Engine::new(pipeline, params, &means, &staging.spill(), &options.out_dir)
        .map_err(|error| fault(error.to_string()))?;
    let budget = Arc::new(Budget {
        pool: engine.environment().memory_pool.clone(),
        limit: means.memory / 100 * KEPT_PERCENT,
        used: AtomicU64::new(0),
    });
    let checks = selection.checks(pipeline);
    let mut run = Run {
        pipeline,
        options,
        observer,
        report,
        selection,
        staging,
        engine,
        budget,
        checks,
        sources: BTreeMap::new(),
        done: Vec::new(),
        copied: BTreeSet::new(),
        held: BTreeMap::new(),
    };
    let outcome = runtime.block_on(async {
        tokio::select! {
            biased;
            () = options.cancel.cancelled() => Err(vec![diag::cancelled()]),
            outcome = run.all() => outcome,
        }
    });
    // Reading threads end before the folder they may write to goes away.
    drop(runtime);
    outcome.and_then(|()| run.publish())
}

fn pipeline_span(pipeline: &Pipeline) -> Span {
    pipeline.datasets.first().map(|d| d.span).unwrap_or_default()
}

/// A run under way.
pub(super) struct Run<'r> {
    pub(super) pipeline: &'r Pipeline,
    pub(super) options: &'r RunOptions,
    pub(super) observer: &'r Arc<dyn Observer>,
    pub(super) report: &'r mut RunReport,
    pub(super) selection: Selection,
    pub(super) staging: Staging,
    pub(super) engine: Engine<'r>,
    pub(super) budget: Arc<Budget>,
    pub(super) checks: Vec<&'r Check>,
    pub(super) sources: BTreeMap<DatasetId, Arc<Source>>,
    pub(super) done: Vec<DatasetId>,
    /// Inputs read into memory or copied.
    pub(super) copied: BTreeSet<DatasetId>,
    /// Memory of rows kept, by dataset.
    pub(super) held: BTreeMap<DatasetId, Vec<Held>>,
}

impl Run<'_> {
    async fn all(&mut self) -> Found<()> {
        self.open_inputs()?;
        self.refuse_foreign()?;
        for check in self.selection.skipped(self.pipeline) {
            self.observer.note(&format!("check `{}` is not evaluated: what it refers to is not selected", check.name));
        }
        for (id, dataset) in self.pipeline.iter() {
            if !self.selection.contains(id) {
                continue;
            }
            let outcome = match &dataset.kind {
                DatasetKind::Input(input) => self.input(id, dataset, input).await,
                DatasetKind::Transform(_) | DatasetKind::Kpi(_) | DatasetKind::Query(_) => {
                    self.compute(id, dataset).await
                }
            };
            outcome.map_err(|error| self.engine.explain(&error, id))?;
            self.done.push(id);
            self.check().await?;
            self.release();
        }
        self.report_inputs()
    }

    /// Nothing is replaced that a run did not write. Said before anything is computed.
    fn refuse_foreign(&self) -> Found<()> {
        let selected = self.pipeline.iter().filter(|(id, _)| self.selection.contains(*id));
        let findings: Vec<Diagnostic> = selected
            .filter_map(|(_, dataset)| {
                let (path, written) = match &dataset.kind {
                    DatasetKind::Input(input) => (quarantine(dataset), input.on_bad_record == OnBadRecord::Quarantine),
                    DatasetKind::Transform(_) | DatasetKind::Kpi(_) | DatasetKind::Query(_) => {
                        (dataset.output.path.to_string(), true)
                    }
                };
                let found = publish::foreign(&self.staging.target(&path)).filter(|_| written)?;
                Some(diag::foreign_output(dataset.span, &dataset.name, &found.display().to_string()))
            })
            .collect();
        if findings.is_empty() { Ok(()) } else { Err(findings) }
    }

    /// Evaluates the checks that have become possible, in the order of the spec.
    async fn check(&mut self) -> Found<()> {
        let ready = |check: &Check| checks::reads(check).iter().all(|id| self.done.contains(id));
        let (now, later): (Vec<&Check>, Vec<&Check>) = self.checks.iter().partition(|check| ready(check));
        self.checks = later;
        let mut findings = Vec::new();
        for check in now {
            let result = checks::evaluate(&self.engine, check).await;
            let result = result.map_err(|error| self.engine.explain(&error, check.dataset))?;
            self.observer.check_result(&result);
            findings.extend(checks::failure(check, &result));
            self.report.checks.push(result);
        }
        if findings.is_empty() { Ok(()) } else { Err(findings) }
    }

    /// Gives the memory of rows back that nobody will read any more.
    fn release(&mut self) {
        let (pipeline, selection, done, checks) = (self.pipeline, &self.selection, &self.done, &self.checks);
        let needed = |id: &DatasetId| {
            let readers = pipeline.iter().filter(|(r, d)| selection.contains(*r) && d.reads().contains(id));
            readers.into_iter().any(|(reader, _)| !done.contains(&reader))
                || checks.iter().any(|c| checks::reads(c).contains(id))
        };
        let idle: Vec<DatasetId> = self.held.keys().filter(|id| !needed(id)).copied().collect();
        for id in idle {
            if let Some(dataset) = self.pipeline.dataset(id) {
                self.engine.forget(&dataset.name);
            }
            self.held.remove(&id);
        }
    }

    /// Everything is computed and checked: now the output folder changes.
    fn publish(&self) -> Found<()> {
        for (id, dataset) in self.pipeline.iter().filter(|(id, _)| self.selection.contains(*id)) {
            let published = match self.sources.get(&id) {
                Some(source) if source.bad.policy() == OnBadRecord::Quarantine => {
                    self.staging.publish(&quarantine(dataset))
                }
                Some(_) => Ok(()),
                None => self.staging.publish(&dataset.output.path),
            };
            published.map_err(|finding| vec![finding])?;
        }
        Ok(())
    }
}

/// The table of an input's bad records.
pub(super) fn quarantine(dataset: &Dataset) -> String {
    format!("{}__quarantine", dataset.name)
}
