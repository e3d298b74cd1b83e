use pipelinec_syntax::Span;

use super::code::E0210;
use crate::diag::Diagnostic;

/// A type whose numbers or parts do not go together.
#[must_use]
pub fn bad_type(span: Span, message: &str, help: Option<&str>) -> Diagnostic {
    let diagnostic = Diagnostic::new(E0210, span, message);
    match help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}
