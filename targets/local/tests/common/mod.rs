//! Files and specs of tests.
#![allow(dead_code, reason = "every test binary uses a part")]

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, RecordBatch, StringArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, TimeUnit};
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use pipelinec_core::ir::Pipeline;
use pipelinec_core::{Diagnostic, FileId, diag};
use pipelinec_local::cell::Cell;
use pipelinec_syntax::{SourceFile, parse_project};

/// A spec's pipeline, or what is wrong with it.
pub(crate) fn check(spec: &str) -> Result<Pipeline, String> {
    let (tree, errors) = parse_project(&[SourceFile { id: FileId(0), bytes: spec.as_bytes() }]);
    let (pipeline, found) = pipelinec_core::check::check(&tree);
    let found = errors.iter().map(diag::from_syntax).chain(found);
    pipeline.ok_or_else(|| found.map(|d| show(&d, spec)).collect())
}

/// A finding: code, message, words under the caret, label and help.
pub(crate) fn show(found: &Diagnostic, spec: &str) -> String {
    let words = found.span.map(|s| &spec[s.start as usize..s.end as usize]);
    let mut text = format!("{} {}\n", found.code, found.message);
    for (name, part) in [("at", words), ("label", found.label.as_deref()), ("help", found.help.as_deref())] {
        if let Some(part) = part {
            text += &format!("  {name}: {part}\n");
        }
    }
    text
}

/// `\xNN`, `\t`, `\r` and `\n` of a text.
pub(crate) fn unescaped(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text.as_bytes();
    loop {
        rest = match rest {
            [b'\\', b'x', a, b, tail @ ..] => {
                out.push(u8::from_str_radix(std::str::from_utf8(&[*a, *b]).unwrap(), 16).unwrap());
                tail
            }
            [b'\\', b't', tail @ ..] => {
                out.push(b'\t');
                tail
            }
            [b'\\', b'r', tail @ ..] => {
                out.push(b'\r');
                tail
            }
            [b'\\', b'n', tail @ ..] => {
                out.push(b'\n');
                tail
            }
            [byte, tail @ ..] => {
                out.push(*byte);
                tail
            }
            [] => return out,
        };
    }
}

/// Writes a file in the form its name asks for.
pub(crate) fn write_file(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let typed = std::str::from_utf8(bytes).ok().filter(|t| t.lines().next().is_some_and(|l| l.contains(':')));
    match (path.extension().and_then(|e| e.to_str()), typed) {
        (Some("parquet"), Some(text)) => write_parquet(path, text),
        (Some("gz"), _) => {
            let mut out = flate2::write::GzEncoder::new(File::create(path).unwrap(), flate2::Compression::fast());
            out.write_all(bytes).unwrap();
            out.finish().unwrap();
        }
        _ => fs::write(path, bytes).unwrap(),
    }
}

fn write_parquet(path: &Path, text: &str) {
    let mut lines = text.lines();
    let header: Vec<(&str, &str)> = lines.next().unwrap().split(',').map(|c| c.split_once(':').unwrap()).collect();
    let rows: Vec<Vec<&str>> = lines.map(|l| l.split(',').collect()).collect();
    let columns = header.iter().enumerate().map(|(i, (name, ty))| {
        let texts: StringArray = rows.iter().map(|r| Some(r[i]).filter(|t| !t.is_empty())).collect();
        let ty = match *ty {
            "string" => DataType::Utf8,
            "int" => DataType::Int32,
            "bigint" => DataType::Int64,
            "float" => DataType::Float32,
            "double" => DataType::Float64,
            "decimal" => DataType::Decimal128(12, 4),
            "date" => DataType::Date32,
            "millis" => DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into())),
            "nanos" => DataType::Timestamp(TimeUnit::Nanosecond, None),
            other => panic!("no type {other}"),
        };
        (*name, cast(&texts, &ty).unwrap())
    });
    let batch = RecordBatch::try_from_iter(columns.collect::<Vec<(&str, ArrayRef)>>()).unwrap();
    let mut writer = ArrowWriter::try_new(File::create(path).unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

/// All rows below a folder, sorted, each with its partition folder; the lines of other files.
pub(crate) fn read_parquet(folder: &Path) -> Vec<String> {
    let mut rows = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder_or_file) = open.pop() {
        if folder_or_file.is_dir() {
            open.extend(fs::read_dir(&folder_or_file).unwrap().map(|e| e.unwrap().path()));
        } else {
            let partition = folder_or_file.parent().unwrap().strip_prefix(folder).unwrap().display().to_string();
            let prefix = if partition.is_empty() { String::new() } else { format!("{partition}: ") };
            rows.extend(lines(&folder_or_file).into_iter().map(|row| format!("{prefix}{row}")));
        }
    }
    rows.sort();
    rows
}

fn lines(file: &PathBuf) -> Vec<String> {
    if file.extension().is_none_or(|e| e != "parquet") {
        return fs::read_to_string(file).unwrap().lines().map(str::to_owned).collect();
    }
    let mut rows = Vec::new();
    for batch in ParquetRecordBatchReaderBuilder::try_new(File::open(file).unwrap()).unwrap().build().unwrap() {
        let batch = batch.unwrap();
        for row in 0..batch.num_rows() {
            let cells = batch.columns().iter().map(|c| Cell::from_array(&Arc::clone(c), row).to_string());
            rows.push(cells.collect::<Vec<_>>().join(" | "));
        }
    }
    rows
}
