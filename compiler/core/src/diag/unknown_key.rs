use pipelinec_syntax::Span;

use super::code::E0108;
use crate::diag::Diagnostic;
use crate::diag::suggest::{did_you_mean_or_list, quoted};

/// A key its mapping does not have.
#[must_use]
pub fn unknown_key(span: Span, key: &str, place: &str, allowed: &[&str]) -> Diagnostic {
    let diagnostic = Diagnostic::new(E0108, span, format!("{place} has no key {}", quoted(key))).label("unknown key");
    match did_you_mean_or_list(key, "the keys are", allowed.iter().copied()) {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}
