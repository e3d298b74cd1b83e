use pipelinec_syntax::Span;

use super::code::W0603;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A function of the project nothing calls.
#[must_use]
pub fn unused_macro(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(W0603, span, format!("function {} is not used", quoted(name))).help("remove it, or call it")
}
