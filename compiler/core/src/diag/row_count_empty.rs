use pipelinec_syntax::Span;

use super::code::E0624;
use crate::diag::Diagnostic;

/// `row_count: {}`.
#[must_use]
pub fn row_count_empty(span: Span) -> Diagnostic {
    Diagnostic::new(E0624, span, "this row count has neither `min` nor `max`")
        .label("always true")
        .help("add `min`, `max` or both")
}
