//! What a run tells: while it works, and at the end.

use std::path::PathBuf;

use pipelinec_core::Symbol;
use pipelinec_core::ir::{CheckSeverity, Dataset, DatasetKind};
use pipelinec_core::types::Type;

use crate::cell::Cell;

/// Told what happens, as it happens. Called from several threads.
pub trait Observer: Send + Sync {
    /// A dataset is being computed, or an input opened.
    fn dataset_started(&self, _name: &str, _kind: Kind) {}
    /// Rows of it written so far.
    fn progress(&self, _name: &str, _rows: u64) {}
    /// It is complete.
    fn dataset_finished(&self, _report: &DatasetReport) {}
    /// A check was evaluated.
    fn check_result(&self, _result: &CheckResult) {}
    /// Something worth knowing.
    fn note(&self, _text: &str) {}
}

/// An observer that looks away.
#[derive(Debug, Clone, Copy)]
pub struct Quiet;

impl Observer for Quiet {}

/// What a dataset is, for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Read from files.
    Input,
    /// Cleaning and shaping.
    Transform,
    /// Measures.
    Kpi,
    /// A query.
    Query,
}

impl Kind {
    /// The kind of a dataset.
    #[must_use]
    pub fn of(dataset: &Dataset) -> Self {
        match dataset.kind {
            DatasetKind::Input(_) => Self::Input,
            DatasetKind::Transform(_) => Self::Transform,
            DatasetKind::Kpi(_) => Self::Kpi,
            DatasetKind::Query(_) => Self::Query,
        }
    }

    /// One word: `input`, `transform`, `kpi`, `query`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::Transform => "transform",
            Self::Kpi => "kpi",
            Self::Query => "query",
        }
    }
}

/// A run's results.
#[derive(Debug, Clone, Default)]
pub struct RunReport {
    /// Inputs and computed datasets, in the order they were finished.
    pub datasets: Vec<DatasetReport>,
    /// KPIs and queries with their first rows.
    pub tables: Vec<Table>,
    /// Checks, in the order they were evaluated.
    pub checks: Vec<CheckResult>,
    /// Wall time of the whole run.
    pub seconds: f64,
}

/// One dataset.
#[derive(Debug, Clone)]
pub struct DatasetReport {
    /// Its name.
    pub name: Symbol,
    /// What it is.
    pub kind: Kind,
    /// Rows read or written.
    pub rows: u64,
    /// Wall time. Inputs that are streamed through cost nothing by themselves.
    pub seconds: f64,
    /// Where it was written; `None` for inputs.
    pub path: Option<PathBuf>,
    /// Inputs: records that did not fit.
    pub bad_records: u64,
    /// Inputs: where those were set aside.
    pub quarantine: Option<PathBuf>,
}

/// A table to show.
#[derive(Debug, Clone)]
pub struct Table {
    /// The dataset.
    pub name: Symbol,
    /// What it is.
    pub kind: Kind,
    /// Column names and types.
    pub columns: Vec<(Symbol, Type)>,
    /// Its first rows.
    pub rows: Vec<Vec<Cell<'static>>>,
    /// How many it has.
    pub total_rows: u64,
}

/// How a check went.
#[derive(Debug, Clone)]
pub struct CheckResult {
    /// The dataset.
    pub dataset: Symbol,
    /// The check's name.
    pub name: String,
    /// What a failure does.
    pub severity: CheckSeverity,
    /// Failing rows, keys, or 1 for a row count that is off; 0: it holds.
    pub failing: u64,
    /// What was found, in words.
    pub found: String,
    /// A few failing rows.
    pub examples: Vec<Vec<(Symbol, Cell<'static>)>>,
}

impl CheckResult {
    /// Whether it holds.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.failing == 0
    }
}
