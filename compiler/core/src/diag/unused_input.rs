use pipelinec_syntax::Span;

use super::code::W0501;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// An input that no dataset and no check reads.
#[must_use]
pub fn unused_input(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(W0501, span, format!("nothing reads input {}", quoted(name)))
        .label("never read")
        .help("read it with `from`, `join` or `union`, or leave it out")
}
