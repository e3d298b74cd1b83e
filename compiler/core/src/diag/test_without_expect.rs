use pipelinec_syntax::Span;

use super::code::E0635;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A test without `expect`.
#[must_use]
pub fn test_without_expect(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(E0635, span, format!("test {} expects nothing", quoted(name)))
        .label("always passes")
        .help("add `expect` with a dataset and its rows; `[]` expects none")
}
