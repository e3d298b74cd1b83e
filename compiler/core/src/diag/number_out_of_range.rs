use pipelinec_syntax::Span;

use super::code::E0123;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A number that does not fit its place.
#[must_use]
pub fn number_out_of_range(span: Span, text: &str) -> Diagnostic {
    Diagnostic::new(E0123, span, format!("the number {} does not fit here", quoted(text)))
}
