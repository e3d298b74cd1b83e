use pipelinec_syntax::Span;

use super::code::E0120;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A word that cannot be a name.
#[must_use]
pub fn bad_name(span: Span, name: &str, reason: &str) -> Diagnostic {
    Diagnostic::new(E0120, span, format!("{} cannot be a name: {reason}", quoted(name)))
        .help("letters a to z, digits and `_`, not starting with a digit, at most 64 characters")
}
