use pipelinec_syntax::Span;

use super::code::W0601;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A function parameter its body does not use.
#[must_use]
pub fn unused_macro_param(span: Span, name: &str, function: &str) -> Diagnostic {
    Diagnostic::new(W0601, span, format!("parameter {} of {} is not used", quoted(name), quoted(function)))
        .help("remove it, or use it in the body")
}
