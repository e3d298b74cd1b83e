use pipelinec_syntax::Span;

use super::code::W0303;
use crate::diag::Diagnostic;

/// A condition that does not look at the row.
#[must_use]
pub fn constant_condition(span: Span) -> Diagnostic {
    Diagnostic::new(W0303, span, "this condition is the same for every row").help("compare a column, or remove it")
}
