//! From records to Arrow batches: good rows are collected, bad ones follow the input's policy.

use datafusion::arrow::record_batch::{RecordBatch, RecordBatchOptions};
use datafusion::error::DataFusionError;
use pipelinec_core::ir::OnBadRecord;
use pipelinec_core::{Diagnostic, diag};

use super::bad::BadRecord;
use super::source::{Source, SourceFile};
use super::text;
use super::text::Reason;
use crate::cell::Cell;
use crate::columns::ColumnBuilder;
use crate::run::error::RunError;

/// After so many bad records of an input that must have none, reading stops: the message has what it needs.
const MAX_COUNTED: u64 = 10_000;

/// Longest text of a value or record that is kept.
const MAX_VALUE: usize = 200;
const MAX_TEXT: usize = 64 << 10;

/// Why reading stops before the end.
#[derive(Debug)]
pub(super) enum Stop {
    /// Nobody wants more rows.
    Enough,
    /// The data or its file is broken.
    Failed(Box<Diagnostic>),
    /// The engine or the disk failed.
    Engine(DataFusionError),
}

impl From<Diagnostic> for Stop {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::Failed(Box::new(diagnostic))
    }
}

impl From<DataFusionError> for Stop {
    fn from(error: DataFusionError) -> Self {
        Self::Engine(error)
    }
}

impl From<Stop> for Option<DataFusionError> {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Enough => None,
            Stop::Failed(diagnostic) => Some(RunError::from(*diagnostic).into()),
            Stop::Engine(error) => Some(error),
        }
    }
}

/// What is wrong with a record: the column (an index into the source's columns), its value, the reason.
pub(super) struct Fault {
    pub(super) column: Option<usize>,
    pub(super) value: Option<String>,
    pub(super) reason: Reason,
}

impl Fault {
    pub(super) fn record(words: impl Into<String>) -> Self {
        Self { column: None, value: None, reason: Reason::Record(words.into()) }
    }

    pub(super) fn value(column: usize, value: &[u8], reason: text::Reason) -> Self {
        let value = (reason != Reason::Null).then(|| clip(value, MAX_VALUE));
        Self { column: Some(column), value, reason }
    }
}

/// What a scan wants besides columns.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    /// At most so many rows.
    pub(super) limit: Option<u64>,
    /// Rows per batch.
    pub(super) batch_rows: usize,
    /// Whether bad records are counted.
    pub(super) counts: bool,
}

/// Collects the rows of one scan.
pub(super) struct Rows<'a> {
    pub(super) source: &'a Source,
    /// Columns wanted, as indexes into the source's columns.
    pub(super) projection: &'a [usize],
    /// Whether this scan's bad records count.
    counts: bool,
    builders: Vec<ColumnBuilder>,
    rows: usize,
    /// Rows per batch.
    batch_rows: usize,
    left: u64,
    failing: bool,
    send: &'a mut dyn FnMut(RecordBatch) -> bool,
}

impl<'a> Rows<'a> {
    pub(super) fn new(
        source: &'a Source,
        projection: &'a [usize],
        wanted: Wanted,
        send: &'a mut dyn FnMut(RecordBatch) -> bool,
    ) -> Self {
        let types = projection.iter().filter_map(|i| source.columns.get(*i));
        Self {
            source,
            projection,
            counts: wanted.counts,
            builders: types.map(|c| ColumnBuilder::new(&c.ty, wanted.batch_rows)).collect(),
            rows: 0,
            batch_rows: wanted.batch_rows,
            left: wanted.limit.unwrap_or(u64::MAX),
            failing: false,
            send,
        }
    }

    /// A good record: the cells of the stored columns.
    pub(super) fn good(&mut self, file: &SourceFile, cells: &[Cell<'_>]) -> Result<(), Stop> {
        if self.failing {
            return Ok(());
        }
        for (builder, &column) in self.builders.iter_mut().zip(self.projection) {
            let from_folder = || file.partitions.get(column.checked_sub(cells.len())?);
            builder.push(cells.get(column).or_else(from_folder).unwrap_or(&Cell::Null));
        }
        self.rows += 1;
        self.left -= 1;
        if self.left == 0 {
            self.flush()?;
            return Err(Stop::Enough);
        }
        if self.rows == self.batch_rows { self.flush() } else { Ok(()) }
    }

    /// Good rows that are Arrow already.
    pub(super) fn batch(&mut self, batch: RecordBatch) -> Result<(), Stop> {
        if self.failing || batch.num_rows() == 0 {
            return Ok(());
        }
        let wanted = usize::try_from(self.left).unwrap_or(usize::MAX).min(batch.num_rows());
        self.left -= wanted as u64;
        self.count(wanted);
        let mut sent = 0;
        while sent < wanted {
            let rows = self.batch_rows.min(wanted - sent);
            if !(self.send)(batch.slice(sent, rows)) {
                return Err(Stop::Enough);
            }
            sent += rows;
        }
        if self.left > 0 { Ok(()) } else { Err(Stop::Enough) }
    }

    /// A bad record.
    pub(super) fn bad(&mut self, file: &SourceFile, line: u64, fault: Fault, record: &[u8]) -> Result<(), Stop> {
        if !self.counts {
            return Ok(());
        }
        let bad = &self.source.bad;
        let column = fault.column.and_then(|i| self.source.columns.get(i)).map(|c| c.name.clone());
        let record = clip(record, MAX_TEXT);
        bad.add(BadRecord {
            file: file.shown.clone(),
            line,
            column,
            value: fault.value,
            reason: fault.reason,
            record,
        })?;
        if bad.policy() == OnBadRecord::Fail {
            self.failing = true;
            if bad.count() >= MAX_COUNTED {
                return self.finish_file();
            }
        }
        Ok(())
    }

    /// The end of a file: the place to fail, when all its bad records are known.
    pub(super) fn finish_file(&mut self) -> Result<(), Stop> {
        if self.failing { Err(self.failure().into()) } else { Ok(()) }
    }

    /// Sends what is collected.
    pub(super) fn flush(&mut self) -> Result<(), Stop> {
        if self.rows == 0 {
            return Ok(());
        }
        let arrays = self
            .builders
            .iter_mut()
            .map(ColumnBuilder::finish)
            .collect::<Result<Vec<_>, _>>()
            .map_err(DataFusionError::from)?;
        let schema = self.source.schema.project(self.projection).map_err(DataFusionError::from)?;
        let options = RecordBatchOptions::new().with_row_count(Some(self.rows));
        self.count(self.rows);
        self.rows = 0;
        let batch =
            RecordBatch::try_new_with_options(schema.into(), arrays, &options).map_err(DataFusionError::from)?;
        if (self.send)(batch) { Ok(()) } else { Err(Stop::Enough) }
    }

    fn count(&self, rows: usize) {
        if self.counts {
            self.source.count(rows);
        }
    }

    fn failure(&self) -> Diagnostic {
        let first = self.source.bad.first();
        let blamed = first.first().and_then(|record| record.column.clone());
        let column = self.source.columns.iter().find(|c| Some(&c.name) == blamed.as_ref());
        let span = column.map_or(self.source.span, |c| c.span);
        let examples: Vec<String> = first.iter().map(ToString::to_string).collect();
        diag::bad_records(span, &self.source.dataset, self.source.bad.count(), &examples)
    }
}

/// Text for people: not longer than `limit` bytes, whatever the bytes are.
fn clip(bytes: &[u8], limit: usize) -> String {
    match bytes.get(..limit) {
        Some(start) => format!("{}…", String::from_utf8_lossy(start)),
        None => String::from_utf8_lossy(bytes).into_owned(),
    }
}
