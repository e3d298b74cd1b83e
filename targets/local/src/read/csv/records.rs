//! Splits bytes into CSV records.
//!
//! RFC 4180 with its usual relaxations: any one-byte delimiter and quote, `\n` or `\r\n`, blank lines skipped, a quote
//! inside an unquoted field is itself. What no reader agrees on (text after a closing quote, a quote never closed)
//! is malformed, never guessed.

use std::io::{self, Read};

use memchr::{memchr, memchr_iter, memchr2};

use crate::read::MAX_RECORD;

/// Bytes read at a time.
const CHUNK: usize = 256 << 10;

/// A stream of records. One record is held at a time.
pub(super) struct Records<R> {
    input: R,
    delimiter: u8,
    quote: u8,
    buffer: Vec<u8>,
    /// The bytes of `buffer` that hold data; the current record starts at `next`.
    next: usize,
    end: usize,
    at_end: bool,
    /// The current record.
    record: Record,
    /// Line of the record that comes next, from 1.
    line: u64,
}

/// Where the current record's parts are.
#[derive(Default)]
struct Record {
    /// First byte in the buffer, and length without its line end.
    start: usize,
    length: usize,
    line: u64,
    fields: Vec<Place>,
    /// Fields with doubled quotes, rewritten.
    unescaped: Vec<u8>,
    malformed: Option<&'static str>,
}

#[derive(Clone, Copy)]
struct Place {
    start: usize,
    end: usize,
    quoted: bool,
    /// In `unescaped`, not in the buffer.
    rewritten: bool,
}

/// A field's bytes, and whether it stood in quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Field<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) quoted: bool,
}

enum Scan {
    /// A record of so many bytes, line end included.
    Record(usize),
    /// A blank line.
    Blank(usize),
    /// The record goes on beyond the buffer.
    More,
}

impl<R: Read> Records<R> {
    pub(super) fn new(input: R, delimiter: u8, quote: u8) -> Self {
        Self {
            input,
            delimiter,
            quote,
            buffer: vec![0; CHUNK],
            next: 0,
            end: 0,
            at_end: false,
            record: Record::default(),
            line: 1,
        }
    }

    /// The first bytes of the file, for byte order marks; call before the first record.
    pub(super) fn peek(&mut self) -> io::Result<&[u8]> {
        while self.end < 4 && !self.at_end {
            self.fill()?;
        }
        Ok(self.buffer.get(self.next..self.end).unwrap_or_default())
    }

    /// Skips bytes before the first record.
    pub(super) fn skip(&mut self, bytes: usize) {
        self.next = (self.next + bytes).min(self.end);
    }

    /// Moves to the next record; false at the end.
    pub(super) fn advance(&mut self) -> io::Result<bool> {
        loop {
            if self.next == self.end && self.at_end {
                return Ok(false);
            }
            match self.scan() {
                Scan::Record(length) => {
                    self.next += length;
                    return Ok(true);
                }
                Scan::Blank(length) => {
                    self.next += length;
                    self.line += 1;
                }
                Scan::More => self.fill()?,
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        self.record.fields.len()
    }

    pub(super) fn field(&self, index: usize) -> Option<Field<'_>> {
        let place = self.record.fields.get(index)?;
        let from = if place.rewritten { &self.record.unescaped } else { &self.buffer };
        let shift = if place.rewritten { 0 } else { self.record.start };
        Some(Field { bytes: from.get(place.start + shift..place.end + shift)?, quoted: place.quoted })
    }

    /// The record as it stands in the file.
    pub(super) fn raw(&self) -> &[u8] {
        self.buffer.get(self.record.start..self.record.start + self.record.length).unwrap_or_default()
    }

    pub(super) fn line(&self) -> u64 {
        self.record.line
    }

    pub(super) fn malformed(&self) -> Option<&'static str> {
        self.record.malformed
    }

    /// Reads more, keeping what has not been consumed.
    fn fill(&mut self) -> io::Result<()> {
        self.buffer.copy_within(self.next..self.end, 0);
        self.end -= self.next;
        self.next = 0;
        if self.end > MAX_RECORD {
            return Err(io::Error::other(format!(
                "the record at line {} is larger than 64 MB: an unclosed quote?",
                self.line
            )));
        }
        if self.buffer.len() - self.end < CHUNK {
            self.buffer.resize((self.end + CHUNK).max(self.buffer.len() * 2), 0);
        }
        let read = self.input.read(self.buffer.get_mut(self.end..).unwrap_or_default())?;
        self.end += read;
        self.at_end = read == 0;
        Ok(())
    }

    fn scan(&mut self) -> Scan {
        let data = self.buffer.get(self.next..self.end).unwrap_or_default();
        match data {
            [] => return if self.at_end { Scan::Blank(0) } else { Scan::More },
            [b'\n', ..] => return Scan::Blank(1),
            [b'\r', b'\n', ..] => return Scan::Blank(2),
            [b'\r'] if self.at_end => return Scan::Blank(1),
            _ => {}
        }
        let record = &mut self.record;
        record.fields.clear();
        record.unescaped.clear();
        record.malformed = None;
        record.start = self.next;
        record.line = self.line;
        let splitter = Splitter { data, delimiter: self.delimiter, quote: self.quote, at_end: self.at_end };
        match splitter.split(record) {
            Some((length, lines)) => {
                self.line += lines;
                Scan::Record(length)
            }
            None => Scan::More,
        }
    }
}

/// The pure part: bytes to fields.
struct Splitter<'a> {
    data: &'a [u8],
    delimiter: u8,
    quote: u8,
    at_end: bool,
}

impl Splitter<'_> {
    /// Fills the record; its length and number of lines, or `None` if it goes on beyond the data.
    fn split(&self, record: &mut Record) -> Option<(usize, u64)> {
        let (mut at, mut lines) = (0, 1);
        loop {
            let end = if self.data.get(at) == Some(&self.quote) {
                self.quoted(at, record, &mut lines)?
            } else {
                self.plain(at, record)?
            };
            match self.data.get(end) {
                Some(b) if *b == self.delimiter => at = end + 1,
                Some(_) => {
                    self.close(end, record);
                    return Some((end + 1, lines));
                }
                None => {
                    self.close(end, record);
                    return Some((end, lines));
                }
            }
        }
    }

    /// Takes the `\r` of `\r\n` off.
    fn close(&self, end: usize, record: &mut Record) {
        record.length = end;
        if end > 0 && self.data.get(end - 1) == Some(&b'\r') {
            record.length = end - 1;
            if let Some(last) = record.fields.last_mut().filter(|f| !f.rewritten && f.end == end) {
                last.end = end - 1;
            }
        }
    }

    fn tail(&self, at: usize) -> &[u8] {
        self.data.get(at..).unwrap_or_default()
    }

    /// The end of the line's or file's part that starts at `at`.
    fn stop(&self, at: usize) -> Option<usize> {
        match memchr2(self.delimiter, b'\n', self.tail(at)) {
            Some(length) => Some(at + length),
            None => self.at_end.then_some(self.data.len()),
        }
    }

    fn plain(&self, start: usize, record: &mut Record) -> Option<usize> {
        let end = self.stop(start)?;
        record.fields.push(Place { start, end, quoted: false, rewritten: false });
        Some(end)
    }

    fn quoted(&self, open: usize, record: &mut Record, lines: &mut u64) -> Option<usize> {
        let start = open + 1;
        let (mut from, mut doubled) = (start, false);
        let close = loop {
            let Some(length) = memchr(self.quote, self.tail(from)) else {
                if !self.at_end {
                    return None;
                }
                record.malformed = Some("a quote that is never closed");
                break self.data.len();
            };
            let quote = from + length;
            match self.data.get(quote + 1) {
                Some(b) if *b == self.quote => {
                    doubled = true;
                    from = quote + 2;
                }
                None if !self.at_end => return None,
                Some(_) | None => break quote,
            }
        };
        let content = self.data.get(start..close).unwrap_or_default();
        *lines += memchr_iter(b'\n', content).count() as u64;
        if doubled {
            let first = record.unescaped.len();
            let mut skip = false;
            for &b in content {
                skip = b == self.quote && !skip;
                if !skip {
                    record.unescaped.push(b);
                }
            }
            let end = record.unescaped.len();
            record.fields.push(Place { start: first, end, quoted: true, rewritten: true });
        } else {
            record.fields.push(Place { start, end: close, quoted: true, rewritten: false });
        }
        self.after_quote(close, record)
    }

    /// What follows the closing quote at `close`: a delimiter, the end of the line, or something malformed.
    fn after_quote(&self, close: usize, record: &mut Record) -> Option<usize> {
        let after = (close + 1).min(self.data.len());
        let end = self.stop(after)?;
        let between = self.data.get(after..end).unwrap_or_default();
        let line_end = between == b"\r" && self.data.get(end).is_none_or(|b| *b == b'\n');
        if !between.is_empty() && !line_end && record.malformed.is_none() {
            record.malformed = Some("text after a closing quote");
        }
        Some(end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All records, with `"` around quoted fields and `!` before malformed records.
    fn records(text: &str) -> Vec<(u64, Vec<String>)> {
        // One byte at a time: every place where a record can be cut is tried.
        struct Slow<'a>(&'a [u8]);
        impl Read for Slow<'_> {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                let n = self.0.len().min(1);
                buffer[..n].copy_from_slice(&self.0[..n]);
                self.0 = &self.0[n..];
                Ok(n)
            }
        }
        let mut records = Records::new(Slow(text.as_bytes()), b',', b'"');
        let mut out = Vec::new();
        while records.advance().unwrap() {
            let field = |i| {
                let field = records.field(i).unwrap();
                let text = String::from_utf8(field.bytes.to_vec()).unwrap();
                if field.quoted { format!("\"{text}\"") } else { text }
            };
            let mut fields: Vec<String> = (0..records.len()).map(field).collect();
            if records.malformed().is_some() {
                fields.push("!".to_owned());
            }
            out.push((records.line(), fields));
        }
        out
    }

    fn row(line: u64, fields: &[&str]) -> (u64, Vec<String>) {
        (line, fields.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn splits_records() {
        assert_eq!(records("a,b\n1,2\n"), [row(1, &["a", "b"]), row(2, &["1", "2"])]);
        assert_eq!(records("a,b\r\n\r\n\n1,\r\n"), [row(1, &["a", "b"]), row(4, &["1", ""])]);
        assert_eq!(records("a,b"), [row(1, &["a", "b"])]);
        assert_eq!(records(","), [row(1, &["", ""])]);
        assert_eq!(records(""), []);
    }

    #[test]
    fn quotes() {
        assert_eq!(records("\"a,\n\"\"b\"\"\",c\nd,\"\"\n"), [row(1, &["\"a,\n\"b\"\"", "c"]), row(3, &["d", "\"\""])]);
        assert_eq!(records("\"a\"\r\nb\r\n"), [row(1, &["\"a\""]), row(2, &["b"])]);
        assert_eq!(records("5\" pipe,x\n"), [row(1, &["5\" pipe", "x"])]);
    }

    #[test]
    fn malformed_records_are_named_not_guessed() {
        assert_eq!(records("\"a\"b,c\nd,e\n"), [row(1, &["\"a\"", "c", "!"]), row(2, &["d", "e"])]);
        assert_eq!(records("x\n\"open,\n1,2\n"), [row(1, &["x"]), row(2, &["\"open,\n1,2\n\"", "!"])]);
    }
}
