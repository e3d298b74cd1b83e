use pipelinec_syntax::Span;

use super::code::E0332;
use crate::diag::Diagnostic;

/// An expression that grows without end.
#[must_use]
pub fn expression_too_large(span: Span) -> Diagnostic {
    Diagnostic::new(E0332, span, "the expression grows too large")
        .label("here it passes the limit")
        .help("compute parts of it in `derive` entries of their own")
}
