//! CSV inputs: columns by the header's names, values by the language's grammars.
//!
//! An unquoted empty field and an unquoted null word are null. A quoted empty field is the empty text in a `string`
//! column and null in every other.

mod records;

use std::fs::File;
use std::io::{self, Read};

use flate2::read::MultiGzDecoder;
use pipelinec_core::types::Type;
use pipelinec_core::{Diagnostic, diag};
use records::{Field, Records};

use super::rows::{Fault, Rows, Stop};
use super::source::{Source, SourceColumn, SourceFile};
use super::text::Reason;
use crate::cell::Cell;

/// A stream over a file, unpacked if its name says so.
pub(super) fn open(file: &SourceFile) -> io::Result<Box<dyn Read + Send>> {
    let input = File::open(&file.path)?;
    if file.path.extension().is_some_and(|e| e.eq_ignore_ascii_case("gz")) {
        Ok(Box::new(MultiGzDecoder::new(input)))
    } else {
        Ok(Box::new(input))
    }
}

/// Refuses UTF-16 by its byte order mark; the length of the mark of UTF-8.
pub(super) fn byte_order_mark(source: &Source, file: &SourceFile, start: &[u8]) -> Result<usize, Diagnostic> {
    let encoding = match start {
        [0xEF, 0xBB, 0xBF, ..] => return Ok(3),
        [0xFF, 0xFE, ..] => "UTF-16LE",
        [0xFE, 0xFF, ..] => "UTF-16BE",
        _ => return Ok(0),
    };
    Err(diag::data_encoding(source.path_span, &source.dataset, &file.shown, encoding))
}

/// Checks that the header has all columns; those that nobody declared.
pub(super) fn check(source: &Source, file: &SourceFile) -> Result<Vec<String>, Diagnostic> {
    Ok(Reader::open(source, file)?.ignored)
}

/// Reads all records of a file.
pub(super) fn read(source: &Source, file: &SourceFile, rows: &mut Rows<'_>) -> Result<(), Stop> {
    let mut reader = Reader::open(source, file)?;
    while reader.records.advance().map_err(|e| source.unreadable(file, &e))? {
        match reader.cells(source) {
            Ok(cells) => rows.good(file, &cells)?,
            Err(fault) => rows.bad(file, reader.records.line(), fault, reader.records.raw())?,
        }
    }
    rows.finish_file()
}

/// A file whose header has been read.
struct Reader {
    records: Records<Box<dyn Read + Send>>,
    /// Per stored column: the number of its field.
    places: Vec<usize>,
    width: usize,
    ignored: Vec<String>,
}

impl Reader {
    fn open(source: &Source, file: &SourceFile) -> Result<Self, Diagnostic> {
        let failed = |error: &io::Error| source.unreadable(file, error);
        let input = open(file).map_err(|e| failed(&e))?;
        let mut records = Records::new(input, source.input.delimiter, source.input.quote);
        let mark = byte_order_mark(source, file, records.peek().map_err(|e| failed(&e))?)?;
        records.skip(mark);
        if !source.input.header {
            let width = source.stored_columns().count();
            return Ok(Self { records, places: (0..width).collect(), width, ignored: Vec::new() });
        }
        // A file without a single line has no columns: all of them are missing.
        let names: Vec<String> = if records.advance().map_err(|e| failed(&e))? {
            let name = |i| records.field(i).map(|f| String::from_utf8_lossy(f.bytes).into_owned());
            (0..records.len()).filter_map(name).collect()
        } else {
            Vec::new()
        };
        let places = places(source, file, &names)?;
        let width = names.len();
        let numbered = names.into_iter().enumerate();
        let ignored = numbered.filter(|(place, _)| !places.contains(place)).map(|(_, name)| name).collect();
        Ok(Self { records, places, width, ignored })
    }

    /// The current record's values, in the order of the stored columns.
    fn cells(&self, source: &Source) -> Result<Vec<Cell<'_>>, Fault> {
        if let Some(words) = self.records.malformed() {
            return Err(Fault::record(words));
        }
        if self.records.len() != self.width {
            let (found, expected) = (self.records.len(), self.width);
            return Err(Fault::record(format!("{found} fields where there should be {expected}")));
        }
        let mut cells = Vec::with_capacity(self.places.len());
        for (index, (column, place)) in source.stored_columns().zip(&self.places).enumerate() {
            let field = self.records.field(*place).unwrap_or(Field { bytes: b"", quoted: false });
            let cell = decode(source, column, field).and_then(|cell| column.accept(cell));
            cells.push(cell.map_err(|reason| Fault::value(index, field.bytes, reason))?);
        }
        Ok(cells)
    }
}

fn decode<'a>(source: &Source, column: &SourceColumn, field: Field<'a>) -> Result<Cell<'a>, Reason> {
    let is_null = if field.quoted {
        field.bytes.is_empty() && column.ty != Type::String
    } else {
        field.bytes.is_empty() || source.input.null_words.iter().any(|word| word.as_bytes() == field.bytes)
    };
    if is_null { Ok(Cell::Null) } else { column.scalar(field.bytes) }
}

/// Finds every stored column in the header.
fn places(source: &Source, file: &SourceFile, header: &[String]) -> Result<Vec<usize>, Diagnostic> {
    let wanted: Vec<&str> =
        source.stored_columns().map(|c| c.source.first().map_or(&*c.name, String::as_str)).collect();
    let missing: Vec<&str> = wanted.iter().copied().filter(|name| header.iter().all(|h| h != name)).collect();
    if !missing.is_empty() {
        let unexpected: Vec<&str> = header.iter().map(String::as_str).filter(|h| !wanted.contains(h)).collect();
        return Err(diag::header_mismatch(source.span, &source.dataset, &file.shown, &missing, &unexpected));
    }
    if let Some(name) = wanted.iter().find(|name| header.iter().filter(|h| h == *name).count() > 1) {
        return Err(source.unreadable(file, &io::Error::other(format!("its header names `{name}` twice"))));
    }
    Ok(wanted.iter().filter_map(|name| header.iter().position(|h| h == name)).collect())
}
