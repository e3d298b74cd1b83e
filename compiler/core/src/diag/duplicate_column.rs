use pipelinec_syntax::Span;

use super::code::E0222;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// Two columns of one dataset with one name.
#[must_use]
pub fn duplicate_column(span: Span, name: &str, first: Span) -> Diagnostic {
    Diagnostic::new(E0222, span, format!("there are two columns named {}", quoted(name)))
        .label("again")
        .also(first, "first here")
        .help("give one of them another name")
}
