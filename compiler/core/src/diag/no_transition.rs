use pipelinec_syntax::Span;

use super::code::E1004;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A state that goes nowhere, or to two places.
#[must_use]
pub fn no_transition(span: Span, state: &str, reason: &str) -> Diagnostic {
    Diagnostic::new(E1004, span, format!("state {} {reason}", quoted(state)))
        .label("what comes next?")
        .help("give it `Next` with the name of a state, or `\"End\": true`")
}
