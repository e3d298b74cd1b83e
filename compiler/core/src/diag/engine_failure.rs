use pipelinec_syntax::Span;

use super::code::E0905;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// The engine failed in a way the spec is not to blame for.
#[must_use]
pub fn engine_failure(span: Span, dataset: &str, message: &str) -> Diagnostic {
    Diagnostic::new(E0905, span, format!("the embedded engine failed at {}: {message}", quoted(dataset)))
        .help("this is a fault of pipelinec: please report it")
}
