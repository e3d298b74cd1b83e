use pipelinec_syntax::Span;

use super::code::W0504;
use crate::diag::Diagnostic;

/// A limit that no sort stands before.
#[must_use]
pub fn limit_without_sort(span: Span) -> Diagnostic {
    Diagnostic::new(W0504, span, "nothing says which rows this limit keeps")
        .label("no `sort` before it")
        .help("put a `sort` right before it; without one, the first rows by key or by all columns stay")
}
