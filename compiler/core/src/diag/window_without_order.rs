use pipelinec_syntax::Span;

use super::code::W0308;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A rank or a neighbour without an order.
#[must_use]
pub fn window_without_order(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(W0308, span, format!("{} without `order by` depends on chance", quoted(name)))
        .help("add `order by` with a key that makes the order unique")
}
