use pipelinec_syntax::Span;

use super::code::E0313;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// An aggregate of an aggregate.
#[must_use]
pub fn nested_aggregate(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(E0313, span, format!("an aggregate inside {}", quoted(name)))
        .label("already one value per group")
        .help("aggregate in two steps: first the inner one by its own keys, then the outer one over its result")
}
