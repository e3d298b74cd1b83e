use pipelinec_syntax::Span;

use super::code::E0630;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;
use crate::types::Type;

/// A cell or parameter that is not a value of its type.
#[must_use]
pub fn test_value(span: Span, text: &str, column: &str, ty: &Type, reason: &str) -> Diagnostic {
    Diagnostic::new(E0630, span, format!("{} is not a {ty}, which {} is", quoted(text), quoted(column)))
        .label(format!("not a {ty}"))
        .help(reason.to_owned())
}
