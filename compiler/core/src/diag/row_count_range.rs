use pipelinec_syntax::Span;

use super::code::E0623;
use crate::diag::Diagnostic;

/// A minimum above the maximum.
#[must_use]
pub fn row_count_range(span: Span, min: u64, max: u64, max_span: Span) -> Diagnostic {
    Diagnostic::new(E0623, span, format!("no number is at least {min} and at most {max}"))
        .label("the minimum")
        .also(max_span, "the maximum")
        .help("swap `min` and `max`")
}
