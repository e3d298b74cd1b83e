//! Decoded text that remembers where it came from.
//!
//! A YAML scalar is not its source: quotes, escapes and folded lines stand between. [`Text`] maps every byte of the
//! decoded value back to the file, so that a message about one word of a phrase points at that word.

use std::ops::Range;

use crate::span::{FileId, Span};

/// A decoded scalar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The text, decoded.
    pub value: String,
    /// The scalar in the file, quotes included.
    pub span: Span,
    /// Where each byte of `value` came from.
    pub offsets: Offsets,
}

/// From decoded bytes to source bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offsets {
    /// Decoded byte `i` is source byte `start + i`: a plain scalar on one line, most of them.
    Shift(u32),
    /// The source offset of every decoded byte, in order, and the end of the last one.
    Table(Vec<u32>),
}

impl Text {
    /// Text that stands in the file exactly as it is, from byte `start` on.
    #[must_use]
    pub fn plain(value: impl Into<String>, file: FileId, start: u32) -> Self {
        let value = value.into();
        let end = start.saturating_add(clamp(value.len()));
        Self { value, span: Span::new(file, start, end), offsets: Offsets::Shift(start) }
    }

    /// The place of the decoded bytes `range`; what lies beyond the text is its end.
    #[must_use]
    pub fn span_of(&self, range: Range<usize>) -> Span {
        let start = self.source_offset(range.start);
        let end = self.source_offset(range.end).max(start);
        Span::new(self.span.file, start, end)
    }

    fn source_offset(&self, decoded: usize) -> u32 {
        match &self.offsets {
            Offsets::Shift(start) => start.saturating_add(clamp(decoded.min(self.value.len()))),
            Offsets::Table(table) => table.get(decoded).or(table.last()).copied().unwrap_or(self.span.end),
        }
    }
}

/// Files are far smaller than 4 GiB; a longer text would only lose the precision of its spans.
fn clamp(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: FileId = FileId(3);

    #[test]
    fn plain_text_is_shifted() {
        let text = Text::plain("a + b", FILE, 10);
        assert_eq!(text.span_of(4..5), Span::new(FILE, 14, 15));
        assert_eq!(text.span_of(0..5), text.span);
        assert_eq!(text.span_of(5..5), Span::new(FILE, 15, 15));
        assert_eq!(text.span_of(7..90), Span::new(FILE, 15, 15));
    }

    #[test]
    fn escaped_text_is_looked_up() {
        // "a\x41b" in quotes, starting at byte 20: `a` at 21, `A` at 22..26, `b` at 26.
        let offsets = Offsets::Table(vec![21, 22, 26, 27]);
        let text = Text { value: "aAb".into(), span: Span::new(FILE, 20, 28), offsets };
        assert_eq!(text.span_of(1..2), Span::new(FILE, 22, 26));
        assert_eq!(text.span_of(2..3), Span::new(FILE, 26, 27));
        assert_eq!(text.span_of(3..9), Span::new(FILE, 27, 27));
    }

    #[test]
    fn an_empty_table_points_at_the_end() {
        let text = Text { value: String::new(), span: Span::new(FILE, 20, 22), offsets: Offsets::Table(Vec::new()) };
        assert_eq!(text.span_of(0..0), Span::new(FILE, 22, 22));
    }
}
