use pipelinec_syntax::Span;

use super::code::W1007;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A task that waits for something and has no timeout.
#[must_use]
pub fn no_timeout(span: Span, state: &str) -> Diagnostic {
    Diagnostic::new(W1007, span, format!("{} has no timeout", quoted(state)))
        .label("can wait for a year")
        .help("give it `TimeoutSeconds`, or the machine")
}
