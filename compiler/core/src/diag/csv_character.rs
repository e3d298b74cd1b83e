use pipelinec_syntax::Span;

use super::code::E0513;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A CSV delimiter or quote of no or several bytes.
#[must_use]
pub fn csv_character(span: Span, what: &str, value: &str) -> Diagnostic {
    Diagnostic::new(E0513, span, format!("the {what} {} is not one ASCII character", quoted(value)))
        .label("exactly one character")
        .help("write one character in quotes; a tab is \"\\t\"")
}
