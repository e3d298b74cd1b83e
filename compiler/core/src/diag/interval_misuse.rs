use pipelinec_syntax::Span;

use super::code::E0330;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;
use crate::types::Type;

/// An interval beside something that is no date, or beside nothing.
#[must_use]
pub fn interval_misuse(span: Span, operand: Option<&Type>) -> Diagnostic {
    let message = match operand {
        Some(ty) => format!("an interval is added to a date or timestamp, not to {}", quoted(&ty.to_string())),
        None => "an interval stands only beside `+` and `-`, with a date or timestamp".to_owned(),
    };
    Diagnostic::new(E0330, span, message)
        .help("`x + interval '3' day`, or `date_add('day', n, x)` for a number from a column")
}
