use pipelinec_syntax::Span;

use super::code::E0111;
use crate::diag::Diagnostic;
use crate::diag::suggest::{did_you_mean_or_list, quoted};

/// A word outside a closed list.
#[must_use]
pub fn unknown_word(span: Span, word: &str, place: &str, allowed: &[&str]) -> Diagnostic {
    let diagnostic = Diagnostic::new(E0111, span, format!("{place} cannot be {}", quoted(word)));
    match did_you_mean_or_list(word, "it is one of", allowed.iter().copied()) {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}
