use pipelinec_syntax::Span;

use super::code::E0309;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;
use crate::types::Type;

/// Values that must have one type, and have not.
#[must_use]
pub fn incompatible_branches(span: Span, ty: &Type, other: Span, other_ty: &Type) -> Diagnostic {
    let (ty, other_ty) = (quoted(&ty.to_string()), quoted(&other_ty.to_string()));
    Diagnostic::new(E0309, span, format!("{ty} and {other_ty} have no common type"))
        .label(ty)
        .also(other, other_ty)
        .help("give all of them one type, with `cast` where needed")
}
