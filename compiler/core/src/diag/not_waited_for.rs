use pipelinec_syntax::Span;

use super::code::W1003;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A call that returns before its work is done, and nothing asks about it.
#[must_use]
pub fn not_waited_for(span: Span, state: &str, what: &str, fix: &str) -> Diagnostic {
    Diagnostic::new(W1003, span, format!("{} starts {what} and does not wait for it", quoted(state)))
        .label("returns at once")
        .help(fix)
}
