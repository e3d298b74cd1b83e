use pipelinec_syntax::Span;

use super::code::E0107;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A key twice in one mapping.
#[must_use]
pub fn duplicate_key(span: Span, key: &str, first: Option<Span>) -> Diagnostic {
    let diagnostic = Diagnostic::new(E0107, span, format!("{} stands twice here", quoted(key)))
        .label("again")
        .help("remove one of the two, or rename it");
    match first {
        Some(first) => diagnostic.also(first, "first here"),
        None => diagnostic,
    }
}
