use pipelinec_syntax::Span;

use super::code::E0518;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// `format` on a column that is not read as a text date.
#[must_use]
pub fn format_without_use(span: Span, column: &str, what: &str) -> Diagnostic {
    Diagnostic::new(E0518, span, format!("{} is {what}, and has no text format", quoted(column)))
        .label("not used")
        .help("leave out `format`; it says how a `date` or `timestamp` is written in a text file")
}
