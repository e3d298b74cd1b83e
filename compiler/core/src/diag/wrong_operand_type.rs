use pipelinec_syntax::Span;

use super::code::E0334;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;
use crate::types::Type;

/// An operand of a type the operator does not take.
#[must_use]
pub fn wrong_operand_type(span: Span, operator: &str, expected: &str, found: &Type, types: &[&Type]) -> Diagnostic {
    let message = format!("`{operator}` takes {expected} here, not {}", quoted(&found.to_string()));
    let message = if matches!(operator, "+" | "-" | "*" | "/" | "%") {
        format!("`{operator}` takes numbers, not {}", quoted(&found.to_string()))
    } else {
        message
    };
    let diagnostic = Diagnostic::new(E0334, span, message).label(quoted(&found.to_string()));
    match (operator, found) {
        ("+", Type::String) if types.iter().all(|ty| **ty == Type::String) => diagnostic.help("join texts with `||`"),
        ("+" | "-" | "*" | "/" | "%", Type::String) => diagnostic
            .help("convert the text: `cast(x as decimal(18,2))`, or `try_cast` where it may be something else"),
        ("||" | "like", _) => diagnostic.help("convert it: `cast(x as string)`"),
        _ => diagnostic,
    }
}
