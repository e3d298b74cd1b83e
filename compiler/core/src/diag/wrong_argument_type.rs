use pipelinec_syntax::Span;

use super::code::E0302;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;
use crate::types::Type;

/// An argument of a type the function does not take.
#[must_use]
pub fn wrong_argument_type(
    span: Span,
    function: &str,
    expected: &str,
    found: &Type,
    parameter: Option<&str>,
) -> Diagnostic {
    let parameter = parameter.map_or_else(String::new, |parameter| format!(" `{parameter}`"));
    let message =
        format!("argument{parameter} of {} must be {expected}, not {}", quoted(function), quoted(&found.to_string()));
    let diagnostic = Diagnostic::new(E0302, span, message).label(quoted(&found.to_string()));
    match (expected, found) {
        ("`string`", Type::Bigint | Type::Decimal(_) | Type::Date | Type::Timestamp | Type::Boolean) => {
            diagnostic.help("convert it: `cast(x as string)`")
        }
        ("`date`", Type::Timestamp | Type::String) => diagnostic.help("convert it: `cast(x as date)`"),
        ("`timestamp`", Type::String) => diagnostic.help("convert it: `cast(x as timestamp)`"),
        ("`bigint`", Type::Double | Type::Decimal(_) | Type::String) => {
            diagnostic.help("convert it: `cast(x as bigint)`")
        }
        (_, Type::String) => {
            diagnostic.help("convert it with `cast(x as …)`; nothing is converted from text by itself")
        }
        _ => diagnostic,
    }
}
