use pipelinec_syntax::Span;

use super::code::E0302;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;
use crate::types::Type;

/// An argument of a type the function does not take; `written` is the argument as the help line shows it.
#[must_use]
pub fn wrong_argument_type(
    span: Span,
    function: &str,
    expected: &str,
    found: &Type,
    parameter: Option<&str>,
    written: &str,
) -> Diagnostic {
    let parameter = parameter.map_or_else(String::new, |parameter| format!(" `{parameter}`"));
    let expected = match expected.rsplit_once(", ") {
        Some((first, last)) => format!("{first} or {last}"),
        None => expected.to_owned(),
    };
    let message =
        format!("argument{parameter} of {} must be {expected}, not {}", quoted(function), quoted(&found.to_string()));
    let diagnostic = Diagnostic::new(E0302, span, message).label(quoted(&found.to_string()));
    let wanted = match (expected.as_str(), found) {
        ("`string`", Type::Bigint | Type::Decimal(_) | Type::Date | Type::Timestamp | Type::Boolean) => "string",
        ("`date`" | "`date` or `timestamp`", Type::Timestamp | Type::String) => "date",
        ("`timestamp`", Type::String) => "timestamp",
        ("`bigint`", Type::Double | Type::Decimal(_) | Type::String) => "bigint",
        ("`double`" | "`bigint`, `decimal` or `double`", Type::String) => "decimal(18,2)",
        _ => return diagnostic,
    };
    diagnostic.help(format!("convert it: `cast({written} as {wanted})`"))
}
