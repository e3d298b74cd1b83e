use pipelinec_syntax::Span;

use super::code::N1001;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A failure that is caught, and the execution goes on as usual.
#[must_use]
pub fn failure_passed_over(span: Span, state: &str, end: Span, way: &str) -> Diagnostic {
    Diagnostic::new(N1001, span, format!("when {} fails, the execution goes on and succeeds: {way}", quoted(state)))
        .label("fails")
        .also(end, "ends well")
        .help("if that is not meant, let the catcher end in a Fail state")
}
