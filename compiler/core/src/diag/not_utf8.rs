use pipelinec_syntax::Span;

use super::code::E0101;
use crate::diag::Diagnostic;

/// Bytes that are not UTF-8.
#[must_use]
pub fn not_utf8(span: Span) -> Diagnostic {
    Diagnostic::new(E0101, span, "the file is not UTF-8")
        .label("this byte starts no character")
        .help("save the file as UTF-8; exports of spreadsheets are often Windows-1252 or UTF-16")
}
