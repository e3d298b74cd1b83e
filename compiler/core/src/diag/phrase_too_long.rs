use pipelinec_syntax::Span;

use super::code::E0119;
use crate::diag::Diagnostic;

/// A phrase beyond the limit.
#[must_use]
pub fn phrase_too_long(span: Span, limit: usize) -> Diagnostic {
    Diagnostic::new(E0119, span, format!("a phrase of more than {limit} bytes"))
        .help("split it into several `derive` entries; put a long list of values into an input and `join` it")
}
