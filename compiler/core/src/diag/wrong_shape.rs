use pipelinec_syntax::Span;

use super::code::E0110;
use crate::diag::Diagnostic;

/// A list where a mapping belongs, and so on.
#[must_use]
pub fn wrong_shape(span: Span, expected: &str, found: &str, place: &str) -> Diagnostic {
    Diagnostic::new(E0110, span, format!("{place} must be {expected}, not {found}"))
        .label(format!("expected {expected}"))
}
