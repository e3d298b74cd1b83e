//! Where reading goes on after an error: at the next entry of the broken section, or at the next section.
//!
//! Found by the shape of lines alone, because the parser cannot say: an unclosed quote has swallowed all that follows.

use super::{Entry, Node, NodeKind, Scalar, Style, offset};
use crate::span::{FileId, Span};

/// A stretch of the text that is read as a document of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part<'a> {
    pub(super) start: usize,
    pub(super) end: usize,
    /// The key of the section whose entries these are, and its place; none when these are sections.
    pub(super) section: Option<(&'a str, usize)>,
}

impl<'a> Part<'a> {
    /// All that follows byte `start`.
    pub(super) fn from(source: &str, start: usize) -> Self {
        Self { start, end: source.len(), section: None }
    }

    /// The part to read when this one is done: the sections after it.
    pub(super) fn after(self, source: &str) -> Option<Self> {
        (self.end < source.len()).then(|| Self::from(source, self.end))
    }

    /// The part to read when an error at byte `at` stopped the reading.
    pub(super) fn behind_error(source: &'a str, at: usize) -> Option<Self> {
        let section = section_before(source, at);
        let indent = section.and_then(|(key, start)| entry_indent(source, start + key.len()));
        let (start, is_section) = lines_after(source, at).find_map(|(start, line)| {
            let is_section = key_of(line).is_some();
            let is_entry = indent.is_some_and(|indent| line.get(indent..).is_some_and(|rest| starts_entry(line, rest)));
            (is_section || is_entry).then_some((start, is_section))
        })?;
        if is_section {
            return Some(Self::from(source, start));
        }
        let next_section = lines_after(source, start).find(|(_, line)| key_of(line).is_some());
        Some(Self { start, end: next_section.map_or(source.len(), |(start, _)| start), section })
    }

    /// Entries stand below the key of their section again.
    pub(super) fn in_section(self, file: FileId, entries: Node<'a>) -> Node<'a> {
        let Some((key, start)) = self.section else { return entries };
        let span = Span::new(file, offset(start), offset(start + key.len()));
        let key = Scalar { value: key.into(), span, style: Style::Plain };
        Node { span: span.to(entries.span), kind: NodeKind::Mapping(vec![Entry { key, value: entries }]) }
    }
}

/// The lines behind the one of byte `at`, each with its start.
fn lines_after(source: &str, at: usize) -> impl Iterator<Item = (usize, &str)> {
    let newline = source.get(at..).and_then(|rest| rest.find('\n'));
    let mut start = newline.map_or(source.len(), |newline| at + newline + 1);
    source.get(start..).unwrap_or_default().split_inclusive('\n').map(move |line| {
        let here = start;
        start += line.len();
        (here, line)
    })
}

/// The last section that begins before byte `at`.
fn section_before(source: &str, at: usize) -> Option<(&str, usize)> {
    let mut end = at;
    loop {
        let start = source.get(..end)?.rfind('\n').map_or(0, |newline| newline + 1);
        let line = source.get(start..)?;
        let bom = line.len() - line.trim_start_matches('\u{feff}').len();
        if let Some(key) = line.get(bom..).and_then(key_of) {
            return Some((key, start + bom));
        }
        end = start.checked_sub(1)?;
    }
}

/// The word of a line that looks like `word:` at the very left.
fn key_of(line: &str) -> Option<&str> {
    let length = line.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(line.len());
    let is_key = length > 0 && line.get(length..).is_some_and(|rest| rest.starts_with(':'));
    line.get(..length).filter(|_| is_key)
}

/// How far the entries of a section are indented: as its first line is.
fn entry_indent(source: &str, key_end: usize) -> Option<usize> {
    let content = |(_, line): (usize, &str)| {
        let rest = line.trim_start_matches(' ');
        let is_content = !rest.trim().is_empty() && !rest.starts_with('#');
        is_content.then(|| line.len() - rest.len())
    };
    lines_after(source, key_end).find_map(content).filter(|indent| *indent > 0)
}

/// A key stands exactly at the indentation: `orders:`, `hours(a, b):`, `"hours(a: date)":`.
fn starts_entry(line: &str, rest: &str) -> bool {
    let indent = line.len() - rest.len();
    let blanks = line.bytes().take(indent).all(|byte| byte == b' ');
    let first = rest.chars().next().is_some_and(|c| c.is_alphabetic() || matches!(c, '_' | '"' | '\''));
    blanks && first && rest.contains(':')
}
