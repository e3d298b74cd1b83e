use pipelinec_syntax::Span;

use super::code::E0403;
use crate::diag::Diagnostic;

/// `limit: 0`.
#[must_use]
pub fn limit_zero(span: Span) -> Diagnostic {
    Diagnostic::new(E0403, span, "a limit must be at least 1").label("keeps nothing").help("say how many rows to keep")
}
