use pipelinec_syntax::Span;

use super::code::E0209;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;
use crate::types::Type;

/// A field of a value that is no struct.
#[must_use]
pub fn no_fields(span: Span, name: &str, operand: Span, ty: &Type) -> Diagnostic {
    let diagnostic = Diagnostic::new(E0209, span, format!("{} has no field {}", quoted(&ty.to_string()), quoted(name)))
        .also(operand, format!("this is {}", quoted(&ty.to_string())));
    match ty {
        Type::Map(_) => diagnostic.help(format!("read a map with `map_get(m, '{name}')`")),
        Type::String => diagnostic.help(format!("if it holds JSON: `json_get(x, '$.{name}')`")),
        Type::Array(_) => diagnostic.help("`a[1]` is the first element; the step `explode` makes rows of all"),
        Type::Timestamp => diagnostic.help("`cast(x as date)`, `hour(x)`, `year(x)` … take it apart"),
        Type::Boolean
        | Type::Bigint
        | Type::Double
        | Type::Decimal(_)
        | Type::Date
        | Type::Struct(_)
        | Type::Null
        | Type::Error => diagnostic,
    }
}
