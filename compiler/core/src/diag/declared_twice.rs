use pipelinec_syntax::Span;

use super::code::E0609;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A name declared in two files.
#[must_use]
pub fn declared_twice(span: Span, what: &str, name: &str, first: Span) -> Diagnostic {
    Diagnostic::new(E0609, span, format!("{what} {} is declared twice", quoted(name)))
        .label("again")
        .also(first, "first here")
        .help("rename one of the two, or remove it")
}
