use pipelinec_syntax::Span;

use super::code::E0640;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A job name that is taken.
#[must_use]
pub fn duplicate_job(span: Span, name: &str, first: Span) -> Diagnostic {
    Diagnostic::new(E0640, span, format!("there are two jobs named {}", quoted(name)))
        .label("again")
        .also(first, "first here")
        .help("put the datasets of both into one list, or give one of them another name")
}
