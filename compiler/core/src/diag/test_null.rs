use pipelinec_syntax::Span;

use super::code::E0632;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A given row of an input that leaves out a `not null` column.
#[must_use]
pub fn test_null(span: Span, column: &str, declared: Span) -> Diagnostic {
    Diagnostic::new(E0632, span, format!("{} is `not null`, and this row has no value for it", quoted(column)))
        .label("null")
        .also(declared, "declared `not null`")
        .help(format!("add `{column}: …` to the row"))
}
