//! What the YAML parser says, in words an analyst knows.

use granit_parser::{ErrorKind, ScanError};

use super::{MAX_DEPTH, error, offset, yaml_error};
use crate::span::{FileId, Span};
use crate::{SyntaxError, SyntaxErrorKind};

/// The parser's error at byte `at` of `source`.
pub(super) fn from_scan_error(file: FileId, source: &str, at: usize, wrong: &ScanError) -> SyntaxError {
    if matches!(wrong.kind(), ErrorKind::RecursionLimitExceeded) {
        return error(SyntaxErrorKind::TooDeep { limit: MAX_DEPTH }, char_span(file, source, at));
    }
    if let Some(tab) = tab_indent(source, at, wrong.kind()) {
        return error(SyntaxErrorKind::TabIndent, Span::new(file, offset(tab), offset(tab + 1)));
    }
    yaml_error(words(wrong), char_span(file, source, at))
}

#[expect(clippy::wildcard_enum_match_arm, reason = "a foreign enum of a hundred kinds that may grow")]
fn words(wrong: &ScanError) -> String {
    match wrong.kind() {
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => {
            "`: ` inside a value starts a new key: put the value in quotes".into()
        }
        ErrorKind::UnclosedQuotedScalar => "the quote that starts here is never closed".into(),
        ErrorKind::UnclosedFlowCollection { open } => format!("the `{open}` that starts here is never closed"),
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => format!("`{open}` is closed by `{close}`"),
        ErrorKind::MisplacedFlowCollectionEnd => "a closing bracket without its opening one".into(),
        ErrorKind::UnexpectedCharacter { character } => format!("`{}` cannot stand here", character.escape_debug()),
        ErrorKind::SimpleKeyExpected => "a key must be followed by `:`".into(),
        ErrorKind::InvalidIndentation | ErrorKind::ExpectedBlockMappingKey | ErrorKind::ExpectedBlockSequenceEntry => {
            "this line does not line up with the ones before it".into()
        }
        ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar => {
            "there is more after the closing quote: put the whole value in quotes".into()
        }
        ErrorKind::UnknownQuotedScalarEscape => {
            "an unknown `\\` escape: write `\\\\`, or use single quotes, which know no escapes".into()
        }
        ErrorKind::ExpectedFlowMappingSeparator | ErrorKind::ExpectedFlowSequenceSeparator => {
            "a comma or the closing bracket is missing before this".into()
        }
        _ => wrong.info(),
    }
}

/// The tab that indents the line of the error, or the next line that has one if the parser speaks of tabs.
fn tab_indent(source: &str, at: usize, kind: &ErrorKind) -> Option<usize> {
    let line_start = source.get(..at)?.rfind('\n').map_or(0, |newline| newline + 1);
    let about_tabs = matches!(
        kind,
        ErrorKind::TabNotAllowed
            | ErrorKind::TabInBlockIndentation
            | ErrorKind::TabAtBlockScalarStart
            | ErrorKind::TabInIndentation
            | ErrorKind::TabInPlainScalar
    );
    let mut start = line_start;
    for line in source.get(line_start..)?.split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        match line.get(..indent)?.find('\t') {
            Some(tab) if !line.trim().is_empty() => return Some(start + tab),
            Some(_) | None => {}
        }
        if !about_tabs {
            return None;
        }
        start += line.len();
    }
    None
}

fn char_span(file: FileId, source: &str, at: usize) -> Span {
    let next = source.get(at..).and_then(|rest| rest.chars().next()).filter(|c| !matches!(c, '\n' | '\r'));
    Span::new(file, offset(at), offset(at + next.map_or(0, char::len_utf8)))
}
