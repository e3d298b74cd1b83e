use pipelinec_syntax::Span;

use super::code::E1012;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// An error that nobody catches while a cluster runs.
#[must_use]
pub fn cluster_left_uncaught(span: Span, name: &str, failing: Span, failed: &str, way: &str) -> Diagnostic {
    Diagnostic::new(
        E1012,
        span,
        format!("the cluster of {} runs on when {failed}, which nobody catches: {way}", quoted(name)),
    )
    .label("starts here")
    .also(failing, "fails, and nothing catches it")
    .help("catch `States.ALL` here with a `ResultPath`, and go to a state that ends the cluster")
}
