use pipelinec_syntax::Span;

use super::code::E0303;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// An argument that must be written out.
#[must_use]
pub fn literal_needed(span: Span, function: &str, parameter: &str) -> Diagnostic {
    Diagnostic::new(E0303, span, format!("argument `{parameter}` of {} must be a fixed value", quoted(function)))
        .label("not a literal")
        .help("write the value itself, not a column or a calculation")
}
