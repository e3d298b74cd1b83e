use pipelinec_syntax::Span;

use super::code::E0311;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;
use crate::types::Type;

/// A conversion the language does not have.
#[must_use]
pub fn no_cast(span: Span, from: &Type, operand: Span, to: &Type) -> Diagnostic {
    let diagnostic = Diagnostic::new(
        E0311,
        span,
        format!("there is no cast from {} to {}", quoted(&from.to_string()), quoted(&to.to_string())),
    )
    .also(operand, format!("this is {}", quoted(&from.to_string())));
    let help = match (from, to) {
        (Type::Double, Type::String) => "engines print doubles differently: `cast(cast(x as decimal(18,2)) as string)`",
        (Type::Date | Type::Timestamp, Type::Bigint | Type::Double | Type::Decimal(_)) => {
            "`to_unix_seconds(x)` counts from 1970, `year(x)`, `month(x)` … take it apart, `date_diff` measures"
        }
        (Type::Bigint, Type::Date) => "`date_add('day', x, date '1970-01-01')` counts days",
        (Type::Bigint, Type::Timestamp) => "`from_unix_seconds(x)` or `from_unix_millis(x)` count from 1970",
        (Type::Bigint | Type::Double | Type::Decimal(_), Type::Boolean) => "compare it: `x <> 0`",
        (Type::Array(_), Type::String) => "`array_join(x, ',')` makes a text of an array of texts",
        _ => return diagnostic,
    };
    diagnostic.help(help)
}
