use pipelinec_syntax::Span;

use super::code::E0329;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A function that one of the engines cannot run with the language's meaning.
#[must_use]
pub fn unsupported_here(span: Span, function: &str, engine: &str, reason: &str) -> Diagnostic {
    Diagnostic::new(E0329, span, format!("{} is not available on {engine}: {reason}", quoted(function)))
        .help("compute it in a dataset that another engine runs, or leave it out")
}
