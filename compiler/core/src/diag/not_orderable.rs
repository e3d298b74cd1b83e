use pipelinec_syntax::Span;

use super::code::E0333;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;
use crate::types::Type;

/// A list, struct or map where values are compared.
#[must_use]
pub fn not_orderable(span: Span, ty: &Type, verb: &str) -> Diagnostic {
    let diagnostic =
        Diagnostic::new(E0333, span, format!("values of type {} cannot be {verb}", quoted(&ty.to_string())));
    match ty {
        Type::Array(_) => diagnostic.help("use an element (`a[1]`), `array_length(a)`, or `array_join(a, ',')`"),
        Type::Struct(_) => diagnostic.help("use its fields: `x.name`"),
        Type::Map(_) => diagnostic.help("use a value: `map_get(m, 'key')`"),
        Type::Boolean
        | Type::Bigint
        | Type::Double
        | Type::Decimal(_)
        | Type::String
        | Type::Date
        | Type::Timestamp
        | Type::Null
        | Type::Error => diagnostic,
    }
}
