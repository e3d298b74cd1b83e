//! An input resolved against the data folder: its files, its columns compiled, its policy.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use datafusion::arrow::datatypes::SchemaRef;
use pipelinec_core::ir::{self, InputFormat, Stored};
use pipelinec_core::types::Type;
use pipelinec_core::{Diagnostic, Span, Symbol, diag};

use super::bad::BadRecords;
use super::format::Format;
use super::text::Reason;
use super::{csv, files, parquet};
use crate::cell::Cell;
use crate::columns::arrow_schema;

/// What a run decides about reading.
#[derive(Debug, Clone)]
pub struct SourceOptions<'a> {
    /// The folder that paths are relative to.
    pub data_dir: &'a Path,
    /// Where bad records are written if the policy is quarantine.
    pub quarantine: PathBuf,
    /// Stop after this many rows.
    pub limit_rows: Option<u64>,
}

/// An input that can be read.
#[derive(Debug)]
pub struct Source {
    /// The dataset's name.
    pub dataset: Symbol,
    /// Its name's place in the spec.
    pub span: Span,
    /// Its path's place in the spec.
    pub path_span: Span,
    /// Format and dialect.
    pub input: ir::Input,
    /// Columns, as in the dataset; those from folder names come last.
    pub columns: Vec<SourceColumn>,
    /// Files, in order of their names.
    pub files: Vec<SourceFile>,
    /// The columns for Arrow.
    pub schema: SchemaRef,
    /// What was wrong with the data.
    pub bad: BadRecords,
    /// Stop after this many rows.
    pub limit_rows: Option<u64>,
    /// Columns of the files that nobody declared.
    pub ignored: Vec<String>,
    rows: AtomicU64,
    reported: AtomicBool,
}

/// A column with everything needed to read it.
#[derive(Debug)]
pub struct SourceColumn {
    /// Name in the language.
    pub name: Symbol,
    /// Type in the language.
    pub ty: Type,
    /// Its place in the spec.
    pub span: Span,
    /// Name in the file, or path of names.
    pub source: Vec<String>,
    /// Null makes the record bad.
    pub not_null: bool,
    /// Value comes from a folder name.
    pub partition: bool,
    stored: Stored,
    format: Option<Format>,
}

/// A file of an input.
#[derive(Debug)]
pub struct SourceFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its path relative to the data folder, for people.
    pub shown: Arc<str>,
    /// Its size.
    pub bytes: u64,
    /// Values of the partition columns.
    pub partitions: Vec<Cell<'static>>,
}

impl Source {
    /// Finds the input's files and checks what can be checked without reading them through.
    ///
    /// # Errors
    /// Missing files, headers that do not match, folders that are no partitions.
    pub fn open(dataset: &ir::Dataset, input: &ir::Input, options: SourceOptions<'_>) -> Result<Self, Vec<Diagnostic>> {
        let columns: Vec<SourceColumn> =
            input.columns.iter().zip(dataset.columns.iter()).map(|(s, c)| SourceColumn::new(s, c)).collect();
        let files = files::find(dataset, input, options.data_dir, &columns)?;
        let mut source = Self {
            dataset: dataset.name.clone(),
            span: dataset.span,
            path_span: input.path_span,
            schema: arrow_schema(&dataset.columns),
            input: input.clone(),
            columns,
            files,
            bad: BadRecords::new(input.on_bad_record, options.quarantine),
            limit_rows: options.limit_rows,
            ignored: Vec::new(),
            rows: AtomicU64::new(0),
            reported: AtomicBool::new(false),
        };
        let (mut findings, mut ignored) = (Vec::new(), BTreeSet::new());
        for file in &source.files {
            match source.check(file) {
                Ok(names) => ignored.extend(names),
                Err(finding) => findings.push(finding),
            }
        }
        source.ignored = ignored.into_iter().collect();
        if findings.is_empty() { Ok(source) } else { Err(findings) }
    }

    /// Checks a file's columns; those that nobody declared.
    fn check(&self, file: &SourceFile) -> Result<Vec<String>, Diagnostic> {
        match self.input.format {
            InputFormat::Csv => csv::check(self, file),
            InputFormat::Parquet => parquet::check(self, file),
            InputFormat::Json => Ok(Vec::new()),
        }
    }

    /// Columns stored in the files.
    pub(super) fn stored_columns(&self) -> impl Iterator<Item = &SourceColumn> {
        self.columns.iter().filter(|c| !c.partition)
    }

    /// Good rows read by the scan that counts.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.rows.load(Ordering::Relaxed)
    }

    pub(super) fn count(&self, rows: usize) {
        self.rows.fetch_add(rows as u64, Ordering::Relaxed);
    }

    /// Whether this scan is the first, whose bad records count.
    pub(super) fn claim(&self) -> bool {
        !self.reported.swap(true, Ordering::Relaxed)
    }

    /// Reading failed.
    pub(super) fn unreadable(&self, file: &SourceFile, error: &std::io::Error) -> Diagnostic {
        diag::unreadable_data(self.path_span, &self.dataset, &file.shown, &error.to_string())
    }
}

impl SourceColumn {
    fn new(stored: &ir::StoredColumn, column: &ir::Column) -> Self {
        Self {
            name: column.name.clone(),
            ty: column.ty.clone(),
            span: column.span,
            source: stored.source.clone(),
            not_null: stored.not_null,
            partition: stored.partition,
            stored: stored.stored,
            // The checker has refused formats that mean nothing.
            format: stored.format.as_deref().and_then(Format::new),
        }
    }

    /// The column's value from its text.
    pub(super) fn scalar<'a>(&self, text: &'a [u8]) -> Result<Cell<'a>, Reason> {
        match (&self.format, &self.ty) {
            (Some(format), Type::Date) => format.date(text).map(Cell::Date),
            (Some(format), Type::Timestamp) => format.timestamp(text).map(Cell::Timestamp),
            _ => Cell::from_text(text, &self.ty).and_then(|cell| self.narrow(cell)),
        }
    }

    /// The value as the physical type would have stored it.
    fn narrow<'a>(&self, cell: Cell<'a>) -> Result<Cell<'a>, Reason> {
        if let (Some((low, high, name)), Cell::Bigint(n)) = (self.bounds(), &cell)
            && !(low..=high).contains(n)
        {
            return Err(Reason::DoesNotFit(name.to_owned()));
        }
        Ok(match cell {
            #[expect(clippy::cast_possible_truncation, reason = "a `float` column holds 32-bit numbers")]
            Cell::Double(d) if self.stored == Stored::Float => Cell::Double(f64::from(d as f32)),
            other => other,
        })
    }

    /// Least and greatest value of a small integer, and its name.
    pub(super) fn bounds(&self) -> Option<(i64, i64, &'static str)> {
        match self.stored {
            Stored::Tinyint => Some((i8::MIN.into(), i8::MAX.into(), "tinyint")),
            Stored::Smallint => Some((i16::MIN.into(), i16::MAX.into(), "smallint")),
            Stored::Int => Some((i32::MIN.into(), i32::MAX.into(), "int")),
            Stored::Same | Stored::Float => None,
        }
    }

    /// Refuses a null where the contract does.
    pub(super) fn accept<'a>(&self, cell: Cell<'a>) -> Result<Cell<'a>, Reason> {
        if self.not_null && cell == Cell::Null { Err(Reason::Null) } else { Ok(cell) }
    }

    /// A partition column's value from its folder name.
    pub(super) fn folder_value(&self, text: &str) -> Result<Cell<'static>, Reason> {
        if text == "__HIVE_DEFAULT_PARTITION__" {
            return self.accept(Cell::Null);
        }
        self.scalar(text.as_bytes()).map(Cell::into_owned)
    }
}
