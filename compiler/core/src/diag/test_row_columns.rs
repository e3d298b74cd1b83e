use pipelinec_syntax::Span;

use super::code::E0631;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A row of `expect` that names other columns than the first.
#[must_use]
pub fn test_row_columns(span: Span, column: &str, first: Span) -> Diagnostic {
    Diagnostic::new(E0631, span, format!("one of the expected rows names {}, another does not", quoted(column)))
        .label("not like the first row")
        .also(first, "the first row")
        .help("name the same columns in every row; write `null` for no value")
}
