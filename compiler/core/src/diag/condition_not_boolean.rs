use pipelinec_syntax::Span;

use super::code::E0310;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;
use crate::types::Type;

/// A condition of another type.
#[must_use]
pub fn condition_not_boolean(span: Span, ty: &Type) -> Diagnostic {
    let diagnostic =
        Diagnostic::new(E0310, span, format!("a condition must be `boolean`, not {}", quoted(&ty.to_string())))
            .label(quoted(&ty.to_string()));
    match ty {
        Type::Bigint | Type::Double | Type::Decimal(_) => diagnostic.help("compare it: `x <> 0`"),
        Type::String => diagnostic.help("compare it: `x <> ''`, or `x is not null`"),
        Type::Boolean
        | Type::Date
        | Type::Timestamp
        | Type::Array(_)
        | Type::Struct(_)
        | Type::Map(_)
        | Type::Null
        | Type::Error => diagnostic.help("test it: `x is not null`"),
    }
}
