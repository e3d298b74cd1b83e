use pipelinec_syntax::Span;

use super::code::E0331;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;
use crate::types::Type;

/// `+` or `-` with dates.
#[must_use]
pub fn date_arithmetic(span: Span, operator: &str, types: &[&Type]) -> Diagnostic {
    let is_date = |ty: &&&Type| matches!(ty, Type::Date | Type::Timestamp);
    let help = if types.iter().filter(is_date).count() > 1 {
        "`date_diff('day', from, to)` gives the complete days between, `'second'` the seconds of timestamps"
    } else {
        "`x + interval '3' day` moves a date, `date_add('day', n, x)` by a number from a column"
    };
    let types: Vec<String> = types.iter().map(|ty| quoted(&ty.to_string())).collect();
    Diagnostic::new(E0331, span, format!("`{operator}` does not take {}", types.join(" and "))).help(help)
}
