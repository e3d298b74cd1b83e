//! Decoded scalars back to their source, byte by byte.
//!
//! Nearly all scalars stand in the file as they are read. For the others (escapes, folded lines, blocks) the source is
//! walked beside the decoded value. Should the two ever disagree, the rest of the value points at the place of the
//! disagreement: a caret a few words off, never a failure.

use super::{Scalar, Style, offset};
use crate::{Offsets, Text};

impl Scalar<'_> {
    /// The scalar as a text whose parts have places in `source`, the whole file.
    pub(crate) fn into_text(self, source: &str) -> Text {
        let start = self.span.start as usize;
        let raw = source.get(start..self.span.end as usize).unwrap_or_default();
        let value = self.value.as_ref();
        let offsets = match self.style {
            Style::Plain if raw == value => Offsets::Shift(self.span.start),
            Style::Plain => Offsets::Table(Walk::new(raw, start).flow(value, None)),
            Style::SingleQuoted | Style::DoubleQuoted => quoted(raw, start, value),
            Style::Block { indent } => Offsets::Table(Walk::new(raw, start).block(value, usize::from(indent))),
        };
        Text { value: self.value.into_owned(), span: self.span, offsets }
    }
}

fn quoted(raw: &str, start: usize, value: &str) -> Offsets {
    let quote = raw.chars().next();
    let inner = raw.get(1..raw.len().saturating_sub(1)).unwrap_or_default();
    if inner == value {
        return Offsets::Shift(offset(start + 1));
    }
    Offsets::Table(Walk::new(inner, start + 1).flow(value, quote))
}

/// A walk through the source of one scalar, noting where each decoded byte came from.
struct Walk<'s> {
    raw: &'s str,
    /// Place of `raw` in the file.
    base: usize,
    /// Where the walk is in `raw`.
    at: usize,
    table: Vec<u32>,
}

impl<'s> Walk<'s> {
    fn new(raw: &'s str, base: usize) -> Self {
        Self { raw, base, at: 0, table: Vec::new() }
    }

    /// Plain and quoted scalars: escapes of their `quote`, and lines folded into blanks.
    fn flow(mut self, value: &str, quote: Option<char>) -> Vec<u32> {
        let mut chars = value.chars();
        while let Some(decoded) = chars.next() {
            if quote == Some('"') {
                self.skip_escaped_line_break();
            }
            let (blanks, line_breaks) = self.blanks_and_breaks();
            if line_breaks > 0 {
                self.map(decoded);
                // One break is a blank, `n` are `n - 1` line feeds; the first of them is `decoded`.
                for line_feed in chars.by_ref().take(line_breaks.saturating_sub(2)) {
                    self.map(line_feed);
                }
                self.at += blanks;
                continue;
            }
            let Some(length) = self.source_length(decoded, quote) else {
                self.map(decoded);
                chars.by_ref().for_each(|rest| self.map(rest));
                break;
            };
            self.map(decoded);
            self.at += length;
        }
        self.finish()
    }

    /// `|` and `>`: the indentation is left out, and line breaks may have been folded.
    fn block(mut self, value: &str, indent: usize) -> Vec<u32> {
        let mut chars = value.chars().peekable();
        // Empty lines before the first line with text; the source begins with that line.
        while chars.next_if_eq(&'\n').is_some() {
            self.map('\n');
        }
        while let Some(decoded) = chars.next() {
            if self.line_break_length() > 0 || self.rest().is_empty() {
                self.map(decoded);
                while decoded == '\n' && chars.next_if_eq(&'\n').is_some() {
                    self.map('\n');
                }
                self.skip_to_next_line(indent);
            } else if self.rest().starts_with(decoded) {
                self.map(decoded);
                self.at += decoded.len_utf8();
            } else {
                self.map(decoded);
                chars.by_ref().for_each(|rest| self.map(rest));
                break;
            }
        }
        self.finish()
    }

    fn rest(&self) -> &'s str {
        self.raw.get(self.at..).unwrap_or_default()
    }

    /// Every byte of `decoded` comes from here.
    fn map(&mut self, decoded: char) {
        let here = offset(self.base + self.at);
        self.table.extend(std::iter::repeat_n(here, decoded.len_utf8()));
    }

    fn finish(mut self) -> Vec<u32> {
        self.table.push(offset(self.base + self.at));
        self.table
    }

    /// How many source bytes say `decoded`; `None` when something else stands here.
    fn source_length(&self, decoded: char, quote: Option<char>) -> Option<usize> {
        let rest = self.rest();
        match quote {
            Some('\'') if rest.starts_with("''") => (decoded == '\'').then_some(2),
            Some('"') if rest.starts_with('\\') => escape_length(rest),
            Some(_) | None => rest.starts_with(decoded).then_some(decoded.len_utf8()),
        }
    }

    /// The run of blanks and line breaks here: its length and how many breaks it has.
    fn blanks_and_breaks(&self) -> (usize, usize) {
        let rest = self.rest();
        let length = rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
        (length, count_line_breaks(rest.get(..length).unwrap_or_default()))
    }

    /// `\` at the end of a line, and the blanks that indent the next one.
    fn skip_escaped_line_break(&mut self) {
        while let Some(after) = self.rest().strip_prefix('\\').filter(|after| after.starts_with(['\n', '\r'])) {
            let line = after.strip_prefix("\r\n").or(after.get(1..)).unwrap_or_default();
            self.at = self.raw.len() - line.trim_start_matches([' ', '\t']).len();
        }
    }

    fn line_break_length(&self) -> usize {
        let rest = self.rest();
        if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with(['\n', '\r'])) }
    }

    /// Over this line break and all empty lines, to the text of the next line.
    fn skip_to_next_line(&mut self, indent: usize) {
        loop {
            let length = self.line_break_length();
            if length == 0 {
                return;
            }
            self.at += length;
            let blanks = self.rest().bytes().take(indent).take_while(|byte| *byte == b' ').count();
            self.at += blanks;
        }
    }
}

/// The source bytes of the escape at the start of `rest`, a surrogate pair counted as one.
fn escape_length(rest: &str) -> Option<usize> {
    let is_pair = || {
        let high = rest.get(2..6).and_then(|digits| u32::from_str_radix(digits, 16).ok());
        high.is_some_and(|code| (0xd800..0xdc00).contains(&code))
    };
    match rest.chars().nth(1)? {
        'x' => Some(4),
        'u' if is_pair() => Some(12),
        'u' => Some(6),
        'U' => Some(10),
        other => Some(1 + other.len_utf8()),
    }
}

fn count_line_breaks(text: &str) -> usize {
    let carriage_returns = text.matches('\r').count() - text.matches("\r\n").count();
    text.matches('\n').count() + carriage_returns
}
