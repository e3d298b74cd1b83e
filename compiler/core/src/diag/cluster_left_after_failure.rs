use pipelinec_syntax::Span;

use super::code::E1011;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A way on which a failure is caught and the cluster runs on.
#[must_use]
pub fn cluster_left_after_failure(span: Span, name: &str, failing: Span, failed: &str, way: &str) -> Diagnostic {
    Diagnostic::new(E1011, span, format!("the cluster of {} runs on when {failed}: {way}", quoted(name)))
        .label("starts here")
        .also(failing, "fails, and is caught")
        .help("let the catcher go to a state that ends the cluster, then to a Fail state")
}
