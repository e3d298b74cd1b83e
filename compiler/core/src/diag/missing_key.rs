use pipelinec_syntax::Span;

use super::code::E0109;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A key that must be there.
#[must_use]
pub fn missing_key(span: Span, key: &str, place: &str) -> Diagnostic {
    Diagnostic::new(E0109, span, format!("{place} needs {}", quoted(key))).help(format!("add `{key}:` here"))
}
