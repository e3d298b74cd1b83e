use pipelinec_syntax::Span;

use super::code::W1005;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A loop around a question that nothing ends.
#[must_use]
pub fn poll_without_end(span: Span, state: &str) -> Diagnostic {
    Diagnostic::new(W1005, span, format!("the loop around {} can go on for ever", quoted(state)))
        .label("asked again and again")
        .help("count the rounds and compare the count in the Choice, or give the machine `TimeoutSeconds`")
}
