use pipelinec_syntax::Span;

use super::code::E1016;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A number of a retrier below its least.
#[must_use]
pub fn retry_number(span: Span, key: &str, least: f64) -> Diagnostic {
    Diagnostic::new(E1016, span, format!("{} is a number of at least {least}", quoted(key))).label("too small")
}
