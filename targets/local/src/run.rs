//! Runs a pipeline on this machine.
//!
//! ```text
//! inputs ─read→ DataFusion ─stream→ staging/<dataset>/*.parquet ─(all complete)→ out/<dataset>/
//! ```
//!
//! Datasets are computed one after the other, each as a stream through the engine into Parquet; later ones read what
//! earlier ones wrote, from memory while it is small. Nothing in the output folder changes before everything is
//! computed and checked.

mod checks;
mod compute;
mod dataset;
mod dedupe;
mod drain;
mod earlier;
mod engine;
pub mod error;
mod inputs;
mod memory;
mod params;
mod publish;
mod report;
mod selection;
mod sink;
mod test;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use pipelinec_core::Diagnostic;
use pipelinec_core::ir::Pipeline;
pub use report::{CheckResult, DatasetReport, Kind, Observer, Quiet, RunReport, Table};
pub use test::{TestOutcome, run_test};

/// What to run, where, and with how much of the machine.
#[derive(Debug, Clone)]
pub struct RunOptions {
    /// Folder that input paths are relative to.
    pub data_dir: PathBuf,
    /// Folder for outputs, one folder per dataset.
    pub out_dir: PathBuf,
    /// Parameter values as text, `(name, value)`.
    pub params: Vec<(String, String)>,
    /// Only these datasets and what they need; empty: everything.
    pub select: Vec<String>,
    /// At most so many rows of every input.
    pub limit_rows: Option<u64>,
    /// Memory the engine may use, in bytes; `None`: most of what is free.
    pub memory_limit: Option<u64>,
    /// Threads; `None`: one per core.
    pub threads: Option<usize>,
    /// Rows of KPIs and queries in the report.
    pub shown_rows: usize,
    /// Stops the run from outside.
    pub cancel: Cancel,
}

impl RunOptions {
    /// Everything, with the machine's means.
    #[must_use]
    pub fn new(data_dir: impl Into<PathBuf>, out_dir: impl Into<PathBuf>) -> Self {
        Self {
            data_dir: data_dir.into(),
            out_dir: out_dir.into(),
            params: Vec::new(),
            select: Vec::new(),
            limit_rows: None,
            memory_limit: None,
            threads: None,
            shown_rows: 10,
            cancel: Cancel::default(),
        }
    }
}

/// A switch that stops a run, from any thread.
#[derive(Debug, Clone)]
pub struct Cancel {
    stopped: Arc<tokio::sync::watch::Sender<bool>>,
}

impl Default for Cancel {
    fn default() -> Self {
        Self { stopped: Arc::new(tokio::sync::watch::Sender::new(false)) }
    }
}

impl Cancel {
    /// Stops the run: it cleans up and returns.
    pub fn cancel(&self) {
        self.stopped.send_replace(true);
    }

    async fn cancelled(&self) {
        // The sender lives as long as `self`: waiting cannot fail.
        drop(self.stopped.subscribe().wait_for(|stopped| *stopped).await);
    }
}

/// A run that did not complete: nothing was published.
#[derive(Debug)]
pub struct Failure {
    /// Why.
    pub diagnostics: Vec<Diagnostic>,
    /// What had been done by then.
    pub report: RunReport,
}

/// Runs a pipeline and publishes its outputs.
///
/// # Errors
/// When data, a check, the engine or the machine stands in the way; earlier outputs are then as they were.
pub fn run(pipeline: &Pipeline, options: &RunOptions, observer: &Arc<dyn Observer>) -> Result<RunReport, Failure> {
    let started = Instant::now();
    let mut report = RunReport::default();
    match dataset::run_all(pipeline, options, observer, &mut report) {
        Ok(()) => {
            report.seconds = started.elapsed().as_secs_f64();
            Ok(report)
        }
        Err(diagnostics) => {
            report.seconds = started.elapsed().as_secs_f64();
            Err(Failure { diagnostics, report })
        }
    }
}
