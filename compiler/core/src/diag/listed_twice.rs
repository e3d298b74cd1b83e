use pipelinec_syntax::Span;

use super::code::E0224;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A column named twice in one list of columns.
#[must_use]
pub fn listed_twice(span: Span, name: &str, what: &str) -> Diagnostic {
    Diagnostic::new(E0224, span, format!("{what} lists {} twice", quoted(name))).label("again").help("name it once")
}
