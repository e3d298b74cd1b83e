use pipelinec_syntax::Span;

use super::code::E0310;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;
use crate::types::Type;

/// A condition of another type; `written` is how the help line shows it.
#[must_use]
pub fn condition_not_boolean(span: Span, ty: &Type, written: &str) -> Diagnostic {
    let help = if ty.is_numeric() {
        format!("compare it: `{written} <> 0`")
    } else if *ty == Type::String {
        format!("compare it: `{written} <> ''`")
    } else {
        format!("test it: `{written} is not null`")
    };
    Diagnostic::new(E0310, span, format!("a condition must be `boolean`, not {}", quoted(&ty.to_string())))
        .label(quoted(&ty.to_string()))
        .help(help)
}
