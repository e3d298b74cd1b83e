use pipelinec_syntax::Span;

use super::code::E1002;
use crate::diag::Diagnostic;

/// A field of a definition that is missing, twice, or of the wrong kind.
#[must_use]
pub fn definition_field(span: Span, message: &str) -> Diagnostic {
    Diagnostic::new(E1002, span, message).label("here")
}
