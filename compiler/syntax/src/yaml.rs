//! YAML to a tree of nodes that know their place.
//!
//! The parser's events become [`Node`]s; nothing is resolved: `yes`, `1.50` and `null` stay the words they are, because
//! what a scalar means depends on where it stands. Whatever is wrong with the text is reported and reading goes on
//! at the next entry of the section or the next section, so that one stray bracket does not hide the mistakes after it.

use std::borrow::Cow;

use self::parts::Part;
use crate::error::ErrorList;
use crate::span::{FileId, Span};
use crate::{SyntaxError, SyntaxErrorKind};

mod builder;
mod encoding;
mod flow;
mod messages;
mod offsets;
mod parts;
#[cfg(test)]
mod tests;

/// Largest file, in bytes.
pub(crate) const MAX_FILE_BYTES: usize = 16 << 20;
/// Largest project: all its files together, in bytes.
pub(crate) const MAX_PROJECT_BYTES: usize = 64 << 20;
/// Deepest nesting of lists and mappings. A spec needs ten; everything that walks a node may recurse.
pub(crate) const MAX_DEPTH: usize = 64;
/// Most nodes of a project. Ten thousand datasets have half a million.
pub(crate) const MAX_NODES: usize = 3_000_000;
/// Most nodes of a project that aliases may repeat: far more than a person writes, and still small in memory.
pub(crate) const MAX_ALIAS_NODES: usize = 500_000;
/// After that many broken places the rest of a file is not tried: it is no spec.
const MAX_RECOVERIES: usize = 20;

/// A value and its place. A block collection ends with its last child.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node<'a> {
    pub(crate) span: Span,
    pub(crate) kind: NodeKind<'a>,
}

/// The shapes of YAML.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum NodeKind<'a> {
    /// Nothing at all: `key:`. The word `null` is a scalar.
    Null,
    Scalar(Scalar<'a>),
    Sequence(Vec<Node<'a>>),
    Mapping(Vec<Entry<'a>>),
}

/// One `key: value`. Keys of a mapping are distinct.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry<'a> {
    pub(crate) key: Scalar<'a>,
    pub(crate) value: Node<'a>,
}

/// A scalar, decoded. [`Scalar::into_text`] maps it back to the source, for those that are parsed further.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scalar<'a> {
    pub(crate) value: Cow<'a, str>,
    /// The scalar in the file: quotes included, the header of a block scalar not.
    pub(crate) span: Span,
    pub(crate) style: Style,
}

/// How a scalar is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Plain,
    SingleQuoted,
    DoubleQuoted,
    /// `|` and `>`, with the indentation of the block.
    Block {
        indent: u16,
    },
}

impl Scalar<'_> {
    /// A word of YAML for "nothing", unquoted.
    pub(crate) fn is_null_word(&self) -> bool {
        self.style == Style::Plain && matches!(self.value.as_ref(), "" | "~" | "null" | "Null" | "NULL")
    }
}

impl Node<'_> {
    /// Nothing, or a word for it.
    pub(crate) fn is_null(&self) -> bool {
        match &self.kind {
            NodeKind::Null => true,
            NodeKind::Scalar(scalar) => scalar.is_null_word(),
            NodeKind::Sequence(_) | NodeKind::Mapping(_) => false,
        }
    }
}

/// What is left of a project's limits; one value serves all its files.
#[derive(Debug)]
pub(crate) struct Budget {
    bytes: usize,
    nodes: usize,
    alias_nodes: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self { bytes: MAX_PROJECT_BYTES, nodes: MAX_NODES, alias_nodes: MAX_ALIAS_NODES }
    }
}

/// What a file holds.
#[derive(Debug, Default)]
pub(crate) struct Parsed<'a> {
    /// The text, for mapping scalars back; empty when it is none.
    pub(crate) source: &'a str,
    /// The documents' top-level nodes. One, or several after recovery from errors: parts of the same mapping.
    pub(crate) roots: Vec<Node<'a>>,
    /// What is wrong.
    pub(crate) errors: ErrorList,
    /// Something was left out because of an error.
    pub(crate) incomplete: bool,
}

/// Reads one file.
pub(crate) fn parse<'a>(file: FileId, bytes: &'a [u8], budget: &mut Budget) -> Parsed<'a> {
    let limit = MAX_FILE_BYTES.min(budget.bytes);
    if bytes.len() > limit {
        let limit = if bytes.len() > MAX_FILE_BYTES { MAX_FILE_BYTES } else { MAX_PROJECT_BYTES };
        let total = if limit == MAX_FILE_BYTES { bytes.len() } else { MAX_PROJECT_BYTES - budget.bytes + bytes.len() };
        let kind = SyntaxErrorKind::FileTooLarge { bytes: total as u64, limit: limit as u64 };
        return Parsed::failed(error(kind, Span::new(file, 0, 0)));
    }
    budget.bytes -= bytes.len();
    match encoding::decode(file, bytes) {
        Ok(source) => parse_text(file, source, budget),
        Err(error) => Parsed::failed(error),
    }
}

fn parse_text<'a>(file: FileId, source: &'a str, budget: &mut Budget) -> Parsed<'a> {
    let mut parsed = Parsed { source, ..Parsed::default() };
    let mut next = Some(Part::from(source, encoding::bom_length(source)));
    let mut recoveries = 0;
    while let Some(part) = next {
        let document = builder::build(file, source, part, budget, &mut parsed.errors);
        parsed.roots.extend(document.root.map(|root| part.in_section(file, root)));
        let Some(stopped_at) = document.stopped_at else {
            next = part.after(source);
            continue;
        };
        parsed.incomplete = true;
        recoveries += 1;
        let goes_on = document.recoverable && recoveries < MAX_RECOVERIES;
        next = Part::behind_error(source, stopped_at).filter(|_| goes_on);
    }
    parsed
}

impl Parsed<'_> {
    fn failed(error: SyntaxError) -> Self {
        let mut failed = Self { incomplete: true, ..Self::default() };
        failed.errors.push(error);
        failed
    }
}

fn error(kind: SyntaxErrorKind, span: Span) -> SyntaxError {
    SyntaxError { kind, span, related: None }
}

fn yaml_error(message: impl Into<String>, span: Span) -> SyntaxError {
    error(SyntaxErrorKind::Yaml { message: message.into() }, span)
}

/// Offsets of a file fit: it is at most [`MAX_FILE_BYTES`] long.
fn offset(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}
