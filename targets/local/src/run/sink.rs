//! Writes a dataset's batches as files: Parquet or CSV, in folders per partition value where asked.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, RecordBatch, UInt32Array};
use datafusion::arrow::compute::take_record_batch;
use datafusion::arrow::datatypes::{Schema, SchemaRef};
use datafusion::error::{DataFusionError, Result};
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::basic::Compression;
use datafusion::parquet::file::properties::{EnabledStatistics, WriterProperties};
use pipelinec_core::ir::{Dataset, OutputFormat};

use crate::cell::Cell;

/// Files open at the same time in one part; beyond that, all are closed and later rows go to new files.
const MAX_OPEN: usize = 256;

/// How a dataset is written.
#[derive(Debug)]
pub(super) struct Sink {
    folder: PathBuf,
    /// Columns inside the files.
    schema: SchemaRef,
    kept: Vec<usize>,
    partition_by: Vec<usize>,
    csv: bool,
}

impl Sink {
    pub(super) fn new(folder: PathBuf, dataset: &Dataset, schema: &Schema) -> Result<Self> {
        fs::create_dir_all(&folder)?;
        let is_partition = |name: &str| dataset.output.partition_by.iter().any(|p| **p == *name);
        let kept: Vec<usize> =
            schema.fields().iter().enumerate().filter(|(_, f)| !is_partition(f.name())).map(|(i, _)| i).collect();
        let partition_by =
            dataset.output.partition_by.iter().map(|name| schema.index_of(name)).collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            folder,
            schema: Arc::new(schema.project(&kept)?),
            kept,
            partition_by,
            csv: dataset.output.format == OutputFormat::Csv,
        })
    }

    /// A writer for one of several streams.
    pub(super) fn part(self: &Arc<Self>, number: usize) -> Part {
        Part { sink: self.clone(), number, sequence: 0, files: BTreeMap::new() }
    }

    /// An unpartitioned dataset without rows still has a file, with its schema.
    pub(super) fn complete(self: &Arc<Self>) -> Result<()> {
        if self.partition_by.is_empty() && fs::read_dir(&self.folder)?.next().is_none() {
            let mut part = self.part(0);
            part.write_to(String::new(), &RecordBatch::new_empty(self.schema.clone()))?;
            part.finish()?;
        }
        Ok(())
    }
}

/// The files of one stream.
pub(super) struct Part {
    sink: Arc<Sink>,
    number: usize,
    sequence: usize,
    /// By partition folder.
    files: BTreeMap<String, Writer>,
}

impl Part {
    pub(super) fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        let sink = self.sink.clone();
        if sink.partition_by.is_empty() {
            return self.write_to(String::new(), batch);
        }
        for (folder, rows) in divide(batch, &sink.partition_by)? {
            let rows = take_record_batch(batch, &UInt32Array::from(rows))?.project(&sink.kept)?;
            self.write_to(folder, &rows)?;
        }
        Ok(())
    }

    fn write_to(&mut self, folder: String, batch: &RecordBatch) -> Result<()> {
        if self.files.len() >= MAX_OPEN && !self.files.contains_key(&folder) {
            std::mem::take(&mut self.files).into_values().try_for_each(Writer::finish)?;
        }
        if !self.files.contains_key(&folder) {
            let writer = self.open(&folder)?;
            self.files.insert(folder.clone(), writer);
        }
        match self.files.get_mut(&folder) {
            Some(writer) => writer.write(batch),
            None => Ok(()),
        }
    }

    fn open(&mut self, folder: &str) -> Result<Writer> {
        let path = self.sink.folder.join(folder);
        fs::create_dir_all(&path)?;
        let name = match self.sequence {
            0 => format!("part-{:05}", self.number),
            n => format!("part-{:05}-{n:03}", self.number),
        };
        // Once per round of open files: names within a folder differ by it.
        self.sequence += usize::from(self.files.len() + 1 == MAX_OPEN);
        let create = |ending: &str| File::create(path.join(format!("{name}.{ending}")));
        if self.sink.csv {
            Writer::csv(create("csv")?, &self.sink.schema)
        } else {
            let writer = ArrowWriter::try_new(create("parquet")?, self.sink.schema.clone(), Some(properties()))?;
            Ok(Writer::Parquet(Box::new(writer)))
        }
    }

    pub(super) fn finish(self) -> Result<()> {
        self.files.into_values().try_for_each(Writer::finish)
    }
}

fn properties() -> WriterProperties {
    WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_created_by("pipelinec".to_owned())
        .build()
}

enum Writer {
    Parquet(Box<ArrowWriter<File>>),
    Csv(BufWriter<File>),
}

impl Writer {
    fn csv(file: File, schema: &Schema) -> Result<Self> {
        let mut out = BufWriter::new(file);
        let names: Vec<String> = schema.fields().iter().map(|f| csv_text(f.name())).collect();
        writeln!(out, "{}", names.join(","))?;
        Ok(Self::Csv(out))
    }

    fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        match self {
            Self::Parquet(writer) => writer.write(batch)?,
            Self::Csv(out) => {
                for row in 0..batch.num_rows() {
                    let cells: Vec<String> = batch.columns().iter().map(|c| csv_cell(c, row)).collect();
                    writeln!(out, "{}", cells.join(","))?;
                }
            }
        }
        Ok(())
    }

    fn finish(self) -> Result<()> {
        match self {
            Self::Parquet(writer) => drop(writer.close()?),
            Self::Csv(mut out) => out.flush()?,
        }
        Ok(())
    }
}

/// Null is empty; the empty text is in quotes: reading the file back gives the same values.
fn csv_cell(column: &ArrayRef, row: usize) -> String {
    match Cell::from_array(column, row) {
        Cell::Null => String::new(),
        Cell::String(text) => csv_text(&text),
        other => csv_text(&other.to_string()),
    }
}

fn csv_text(text: &str) -> String {
    if text.is_empty() || text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

/// Row numbers by partition folder.
fn divide(batch: &RecordBatch, partition_by: &[usize]) -> Result<BTreeMap<String, Vec<u32>>> {
    let schema = batch.schema();
    let mut folders: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    let rows = u32::try_from(batch.num_rows()).map_err(|e| DataFusionError::External(Box::new(e)))?;
    // Rows that follow one another often share a partition: its name is then made once.
    let mut last: Option<(Vec<Cell<'static>>, String)> = None;
    for row in 0..rows {
        let cells: Vec<Cell<'static>> =
            partition_by.iter().map(|c| Cell::from_array(batch.column(*c), row as usize)).collect();
        let folder = match last.take() {
            Some((before, folder)) if before == cells => folder,
            _ => {
                let names = partition_by.iter().map(|c| schema.field(*c).name().as_str());
                names.zip(&cells).map(|(name, cell)| folder(name, cell)).collect::<Vec<_>>().join("/")
            }
        };
        match folders.get_mut(&folder) {
            Some(rows) => rows.push(row),
            None => drop(folders.insert(folder.clone(), vec![row])),
        }
        last = Some((cells, folder));
    }
    Ok(folders)
}

/// `name=value` as Hive writes it.
fn folder(name: &str, value: &Cell<'_>) -> String {
    let value = match value {
        Cell::Null => "__HIVE_DEFAULT_PARTITION__".to_owned(),
        Cell::String(text) if text.is_empty() => "__HIVE_DEFAULT_PARTITION__".to_owned(),
        other => escape(&other.to_string()),
    };
    format!("{}={value}", escape(name))
}

fn escape(text: &str) -> String {
    let special = |c: char| c.is_control() || "\"#%'*/:=?\\{}[]^".contains(c);
    text.chars().map(|c| if special(c) { format!("%{:02X}", u32::from(c)) } else { c.to_string() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_hive_folders() {
        assert_eq!(folder("day", &Cell::Date(0)), "day=1970-01-01");
        assert_eq!(folder("at", &Cell::Timestamp(0)), "at=1970-01-01 00%3A00%3A00");
        assert_eq!(folder("a/b", &Cell::Null), "a%2Fb=__HIVE_DEFAULT_PARTITION__");
    }

    #[test]
    fn csv_tells_null_from_empty() {
        assert_eq!(csv_text(""), "\"\"");
        assert_eq!(csv_text("a \"b\", c"), "\"a \"\"b\"\", c\"");
        assert_eq!(csv_text("plain"), "plain");
    }
}
