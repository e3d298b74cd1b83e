use pipelinec_syntax::Span;

use super::code::W1001;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A state that no way leads to.
#[must_use]
pub fn unreachable_state(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(W1001, span, format!("nothing leads to state {}", quoted(name)))
        .label("never entered")
        .help("let a state go to it, or remove it")
}
