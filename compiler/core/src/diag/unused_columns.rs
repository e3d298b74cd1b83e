use pipelinec_syntax::Span;

use super::code::N0601;
use crate::diag::Diagnostic;
use crate::diag::suggest::{listed, quoted};

/// Input columns that reach no output.
#[must_use]
pub fn unused_columns(span: Span, input: &str, names: &[&str]) -> Diagnostic {
    let list = listed(names.iter().copied()).unwrap_or_default();
    let verb = if names.len() == 1 { "is" } else { "are" };
    Diagnostic::new(N0601, span, format!("{list} of input {} {verb} not used", quoted(input)))
        .label("declared here")
        .help("leave it out of `columns`: undeclared columns of a file are ignored")
}
