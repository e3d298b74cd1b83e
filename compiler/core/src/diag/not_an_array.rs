use pipelinec_syntax::Span;

use super::code::E0338;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;
use crate::types::Type;

/// An index into something else.
#[must_use]
pub fn not_an_array(span: Span, ty: &Type) -> Diagnostic {
    let diagnostic =
        Diagnostic::new(E0338, span, format!("only arrays have elements, not {}", quoted(&ty.to_string())));
    match ty {
        Type::String => {
            diagnostic.help("`substring(s, n, 1)` is the n-th character, `split_part(s, ',', n)` the n-th piece")
        }
        Type::Struct(_) => diagnostic.help("read a field: `x.name`"),
        Type::Boolean
        | Type::Bigint
        | Type::Double
        | Type::Decimal(_)
        | Type::Date
        | Type::Timestamp
        | Type::Array(_)
        | Type::Map(_)
        | Type::Null
        | Type::Error => diagnostic,
    }
}
