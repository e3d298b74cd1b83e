use pipelinec_syntax::Span;

use super::code::W1002;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A way on which a failure is caught and the execution succeeds.
#[must_use]
pub fn failure_ends_as_success(span: Span, state: &str, end: Span, way: &str) -> Diagnostic {
    Diagnostic::new(W1002, span, format!("when {} fails, the execution still succeeds: {way}", quoted(state)))
        .label("fails")
        .also(end, "ends well")
        .help("let the way that handles the failure end in a Fail state")
}
