use pipelinec_syntax::Span;

use super::code::E0413;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;
use crate::types::Type;

/// A column that is of two types in a union.
#[must_use]
pub fn union_types(span: Span, column: &str, ty: &Type, other: &str, other_ty: &Type) -> Diagnostic {
    Diagnostic::new(E0413, span, format!("column {} is a {other_ty} in {}, not a {ty}", quoted(column), quoted(other)))
        .label(format!("{} is a {other_ty} here", quoted(column)))
        .help("convert one of them with a `cast` step before the union")
}
