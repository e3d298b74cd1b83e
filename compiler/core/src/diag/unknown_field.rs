use pipelinec_syntax::Span;

use super::code::E0207;
use crate::diag::Diagnostic;
use crate::diag::suggest::{did_you_mean_or_list, quoted};

/// A field the struct does not have.
#[must_use]
pub fn unknown_field(span: Span, name: &str, fields: &[&str]) -> Diagnostic {
    let diagnostic = Diagnostic::new(E0207, span, format!("there is no field {}", quoted(name)));
    match did_you_mean_or_list(name, "the fields are", fields.iter().copied()) {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}
