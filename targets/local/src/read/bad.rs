//! Records that do not fit: counted, shown, or set aside.

use std::fs::{self, File};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use datafusion::arrow::record_batch::RecordBatch;
use datafusion::parquet::arrow::ArrowWriter;
use pipelinec_core::Symbol;
use pipelinec_core::ir::{self, OnBadRecord};
use pipelinec_core::types::Type;

use super::BATCH_ROWS;
use super::text::Reason;
use crate::cell::Cell;
use crate::columns::{ColumnBuilder, arrow_schema};

/// How many bad records a message shows.
const SHOWN: usize = 5;

/// A record that does not fit.
#[derive(Debug, Clone)]
pub struct BadRecord {
    /// File, relative to the data folder.
    pub file: Arc<str>,
    /// Line, or row of a Parquet file, from 1.
    pub line: u64,
    /// The column to blame, if one is.
    pub column: Option<Symbol>,
    /// Its value, as text.
    pub value: Option<String>,
    /// What is wrong.
    pub reason: Reason,
    /// The whole record, as text.
    pub record: String,
}

impl std::fmt::Display for BadRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: ", self.file, self.line)?;
        if let Some(column) = &self.column {
            write!(f, "`{column}`")?;
            match &self.value {
                Some(value) => write!(f, " is `{}`, ", value.escape_debug())?,
                None => f.write_str(": ")?,
            }
        }
        write!(f, "{}", self.reason)
    }
}

/// All bad records of one input.
#[derive(Debug)]
pub struct BadRecords {
    policy: OnBadRecord,
    folder: PathBuf,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    count: u64,
    first: Vec<BadRecord>,
    quarantine: Option<Quarantine>,
}

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("State").field("count", &self.count).finish_non_exhaustive()
    }
}

impl BadRecords {
    pub(super) fn new(policy: OnBadRecord, folder: PathBuf) -> Self {
        Self { policy, folder, state: Mutex::default() }
    }

    /// What happens to bad records.
    #[must_use]
    pub fn policy(&self) -> OnBadRecord {
        self.policy
    }

    /// How many there were.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.lock().count
    }

    /// The first ones.
    #[must_use]
    pub fn first(&self) -> Vec<BadRecord> {
        self.lock().first.clone()
    }

    /// Takes one.
    ///
    /// # Errors
    /// When the quarantine cannot be written.
    pub(super) fn add(&self, record: BadRecord) -> Result<(), Error> {
        let mut state = self.lock();
        state.count += 1;
        if self.policy == OnBadRecord::Quarantine {
            if state.quarantine.is_none() {
                state.quarantine = Some(Quarantine::create(&self.folder)?);
            }
            if let Some(quarantine) = &mut state.quarantine {
                quarantine.write(&record)?;
            }
        }
        if state.first.len() < SHOWN {
            state.first.push(record);
        }
        Ok(())
    }

    /// Completes the quarantine: an empty one too, so that its reader always finds the table.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(&self) -> Result<(), Error> {
        let mut state = self.lock();
        if self.policy == OnBadRecord::Quarantine {
            match state.quarantine.take() {
                Some(quarantine) => quarantine.finish()?,
                None => Quarantine::create(&self.folder)?.finish()?,
            }
        }
        Ok(())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        // A panic elsewhere leaves counts, not torn data.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why a quarantine could not be written.
pub type Error = datafusion::error::DataFusionError;

/// The columns of a quarantine table.
#[must_use]
pub fn quarantine_columns() -> ir::Schema {
    let column = |(name, ty): (&str, Type)| ir::Column {
        name: name.into(),
        ty,
        nullable: true,
        pii: false,
        span: pipelinec_core::Span::default(),
    };
    let text = |name| (name, Type::String);
    [text("file"), ("line", Type::Bigint), text("column"), text("value"), text("reason"), text("record")]
        .map(column)
        .into()
}

fn text(text: Option<&str>) -> Cell<'_> {
    text.map_or(Cell::Null, |text| Cell::String(text.into()))
}

struct Quarantine {
    writer: ArrowWriter<File>,
    columns: Vec<ColumnBuilder>,
    rows: usize,
}

impl Quarantine {
    fn create(folder: &PathBuf) -> Result<Self, Error> {
        fs::create_dir_all(folder)?;
        let columns = quarantine_columns();
        let file = File::create(folder.join("part-00000.parquet"))?;
        let writer = ArrowWriter::try_new(file, arrow_schema(&columns), None)?;
        Ok(Self { writer, columns: columns.iter().map(|c| ColumnBuilder::new(&c.ty, 0)).collect(), rows: 0 })
    }

    fn write(&mut self, bad: &BadRecord) -> Result<(), Error> {
        let reason = bad.reason.to_string();
        let cells = [
            text(Some(&bad.file)),
            Cell::Bigint(bad.line.cast_signed()),
            text(bad.column.as_deref()),
            text(bad.value.as_deref()),
            text(Some(&reason)),
            text(Some(&bad.record)),
        ];
        for (column, cell) in self.columns.iter_mut().zip(&cells) {
            column.push(cell);
        }
        self.rows += 1;
        if self.rows.is_multiple_of(BATCH_ROWS) { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), Error> {
        let arrays = self.columns.iter_mut().map(ColumnBuilder::finish).collect::<Result<Vec<_>, _>>()?;
        let batch = RecordBatch::try_new(arrow_schema(&quarantine_columns()), arrays)?;
        Ok(self.writer.write(&batch)?)
    }

    fn finish(mut self) -> Result<(), Error> {
        self.flush()?;
        self.writer.close()?;
        Ok(())
    }
}
