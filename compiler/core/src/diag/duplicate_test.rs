use pipelinec_syntax::Span;

use super::code::E0634;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A test name that is taken.
#[must_use]
pub fn duplicate_test(span: Span, name: &str, first: Span) -> Diagnostic {
    Diagnostic::new(E0634, span, format!("there are two tests named {}", quoted(name)))
        .label("again")
        .also(first, "first here")
        .help("give one of them another name")
}
