use pipelinec_syntax::Span;

use super::code::E0722;
use crate::diag::Diagnostic;

/// Values of a partition column that Athena cannot compute partitions from.
#[must_use]
pub fn bad_projection(span: Span, reason: &str, help: &str) -> Diagnostic {
    Diagnostic::new(E0722, span, reason).help(help)
}
