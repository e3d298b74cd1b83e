use pipelinec_syntax::Span;

use super::code::E0622;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;
use crate::types::Type;

/// A reference whose values are never found.
#[must_use]
pub fn references_types(span: Span, column: &str, ty: &Type, to: Span, to_ty: &Type) -> Diagnostic {
    Diagnostic::new(
        E0622,
        span,
        format!("{} is a {ty}, and is never found among values of type {to_ty}", quoted(column)),
    )
    .label(format!("a {ty}"))
    .also(to, format!("a {to_ty}"))
    .help("bring both to one type, with a `cast` step or in the input's declaration")
}
