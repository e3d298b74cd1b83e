use pipelinec_syntax::Span;

use super::code::E1001;
use crate::diag::Diagnostic;

/// A definition that is not JSON.
#[must_use]
pub fn not_json(span: Span, reason: &str) -> Diagnostic {
    Diagnostic::new(E1001, span, format!("not JSON: {reason}"))
        .label("here")
        .help("a definition is JSON text as RFC 8259 has it")
}
