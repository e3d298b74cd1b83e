use pipelinec_syntax::Span;

use super::code::E1005;
use crate::diag::Diagnostic;
use crate::diag::suggest::{did_you_mean_or_list, quoted};

/// A field, or a type, that there is not.
#[must_use]
pub fn unknown_state_field(span: Span, field: &str, place: &str, allowed: &[&str]) -> Diagnostic {
    let diagnostic = Diagnostic::new(E1005, span, format!("{} is none of {place}", quoted(field))).label("unknown");
    match did_you_mean_or_list(field, "there are", allowed.iter().copied()) {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}
