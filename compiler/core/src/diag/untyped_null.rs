use pipelinec_syntax::Span;

use super::code::E0335;
use crate::diag::Diagnostic;
use crate::types::Type;

/// A column of nothing: `null`, or a list of nothing.
#[must_use]
pub fn untyped_null(span: Span, ty: &Type) -> Diagnostic {
    let (what, help) = if matches!(ty, Type::Array(_)) {
        ("an empty list has no type", "say which, with a first element: `[cast(null as string)]`")
    } else {
        ("`null` alone has no type", "say which: `cast(null as string)`")
    };
    Diagnostic::new(E0335, span, what).help(help)
}
