//! Byte offsets to lines and columns.

use pipelinec_core::Span;
use serde::Serialize;

use crate::project::File;

/// A place for people and machines: lines and columns count from 1, columns in characters, offsets in bytes from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct Place {
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) offset: usize,
}

/// Line starts of a file, so that many findings in a large file stay cheap.
pub(crate) struct Lines<'a> {
    bytes: &'a [u8],
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(file: &'a File) -> Self {
        let bytes = file.bytes.as_slice();
        let after_breaks = bytes.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(i, _)| i + 1);
        Self { bytes, starts: std::iter::once(0).chain(after_breaks).collect() }
    }

    pub(crate) fn place(&self, offset: u32) -> Place {
        let offset = (offset as usize).min(self.bytes.len());
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let before = self.bytes.get(start..offset).unwrap_or_default();
        // Continuation bytes do not begin a character.
        let column = before.iter().filter(|b| (**b & 0xC0) != 0x80).count() + 1;
        Place { line, column, offset }
    }

    pub(crate) fn range(&self, span: Span) -> (Place, Place) {
        (self.place(span.start), self.place(span.end))
    }
}
