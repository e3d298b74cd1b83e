use pipelinec_syntax::Span;

use super::code::E0632;
use crate::diag::Diagnostic;
use crate::diag::suggest::listed;

/// A given row of an input that leaves out `not null` columns; `declared` is the first one's declaration.
#[must_use]
pub fn test_null(span: Span, columns: &[&str], declared: Span) -> Diagnostic {
    let list = listed(columns.iter().copied()).unwrap_or_default();
    let message = match columns {
        [_] => format!("{list} is `not null`, and this row has no value for it"),
        _ => format!("{list} are `not null`, and this row has no values for them"),
    };
    Diagnostic::new(E0632, span, message)
        .label("null")
        .also(declared, "declared `not null`")
        .help("add what is missing to the row")
}
