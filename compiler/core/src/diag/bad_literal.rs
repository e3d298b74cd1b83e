use pipelinec_syntax::Span;

use super::code::E0305;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A date, timestamp or interval that is none.
#[must_use]
pub fn bad_literal(span: Span, text: &str, ty: &str, why: &str) -> Diagnostic {
    Diagnostic::new(E0305, span, format!("{} is not {} {ty}", quoted(text), if ty == "interval" { "an" } else { "a" }))
        .help(why)
}
