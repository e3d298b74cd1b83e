use pipelinec_syntax::Span;

use super::code::W0301;
use crate::diag::Diagnostic;

/// A comparison that is always null.
#[must_use]
pub fn compare_null(span: Span, operand: &str, unequal: bool) -> Diagnostic {
    let fix = if unequal { "is not null" } else { "is null" };
    Diagnostic::new(W0301, span, "a comparison with `null` is never true").help(format!("write `{operand} {fix}`"))
}
