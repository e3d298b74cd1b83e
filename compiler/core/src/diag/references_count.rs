use pipelinec_syntax::Span;

use super::code::E0621;
use crate::diag::Diagnostic;

/// A reference with more columns on one side.
#[must_use]
pub fn references_count(span: Span, columns: usize, to_columns: usize) -> Diagnostic {
    Diagnostic::new(E0621, span, format!("{columns} here and {to_columns} there: a reference pairs columns up"))
        .label("no partner")
        .help("name as many columns on both sides, in the same order")
}
