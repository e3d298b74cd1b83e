use pipelinec_syntax::Span;

use super::code::E0606;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;
use crate::types::Type;

/// A default of another type.
#[must_use]
pub fn bad_param_default(span: Span, text: &str, ty: &Type, why: &str) -> Diagnostic {
    Diagnostic::new(E0606, span, format!("{} is not a {}", quoted(text), quoted(&ty.to_string()))).help(why)
}
