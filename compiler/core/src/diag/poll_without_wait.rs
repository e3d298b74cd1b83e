use pipelinec_syntax::Span;

use super::code::W1006;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A loop around a question without a Wait state.
#[must_use]
pub fn poll_without_wait(span: Span, state: &str) -> Diagnostic {
    Diagnostic::new(W1006, span, format!("the loop around {} does not wait between its questions", quoted(state)))
        .label("asked at once again")
        .help("add a Wait state to the loop")
}
