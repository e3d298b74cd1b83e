use pipelinec_syntax::Span;

use super::code::E0620;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A check name that is taken, within its dataset.
#[must_use]
pub fn duplicate_check(span: Span, name: &str, first: Span) -> Diagnostic {
    Diagnostic::new(E0620, span, format!("there are two checks named {}", quoted(name)))
        .label("again")
        .also(first, "first here")
        .help("give one of them another name, or leave it out: the phrase is the name then")
}
