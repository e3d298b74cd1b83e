use pipelinec_syntax::Span;

use super::code::E0325;
use crate::diag::Diagnostic;

/// A date format with an unknown token.
#[must_use]
pub fn bad_format(span: Span, message: &str, help: Option<&str>) -> Diagnostic {
    Diagnostic::new(E0325, span, format!("format: {message}"))
        .help(help.unwrap_or("the tokens are yyyy MM dd HH mm ss SSS; other text stands in quotes"))
}
