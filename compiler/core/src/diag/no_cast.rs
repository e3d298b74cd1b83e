use pipelinec_syntax::Span;

use super::code::E0311;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;
use crate::types::Type;

/// A conversion the language does not have; `written` is how the help line shows the operand.
#[must_use]
pub fn no_cast(span: Span, from: &Type, to: &Type, written: &str) -> Diagnostic {
    let diagnostic = Diagnostic::new(
        E0311,
        span,
        format!("there is no cast from {} to {}", quoted(&from.to_string()), quoted(&to.to_string())),
    );
    let help = match (from, to) {
        (Type::Double, Type::String) => {
            format!("engines print doubles differently: `cast(cast({written} as decimal(18,2)) as string)`")
        }
        (Type::Date | Type::Timestamp, Type::Bigint | Type::Double | Type::Decimal(_)) => {
            format!(
                "`year({written})`, `month({written})` … take it apart, `date_diff` measures, `to_unix_seconds` counts from 1970"
            )
        }
        (Type::Bigint, Type::Date) => format!("`date_add('day', {written}, date '1970-01-01')` counts days"),
        (Type::Bigint, Type::Timestamp) => {
            format!("`from_unix_seconds({written})` or `from_unix_millis({written})` count from 1970")
        }
        (Type::Bigint | Type::Double | Type::Decimal(_), Type::Boolean) => format!("compare it: `{written} <> 0`"),
        (Type::Array(_), Type::String) => format!("`array_join({written}, ',')` makes a text of an array of texts"),
        _ => return diagnostic,
    };
    diagnostic.help(help)
}
