use pipelinec_syntax::Span;

use super::code::E0334;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;
use crate::types::Type;

/// An operand of a type the operator does not take; `written` is how the help line shows it.
#[must_use]
pub fn wrong_operand_type(
    span: Span,
    operator: &str,
    expected: &str,
    found: &Type,
    all_texts: bool,
    written: &str,
) -> Diagnostic {
    let arithmetic = matches!(operator, "+" | "-" | "*" | "/" | "%");
    let expected = if arithmetic { "numbers" } else { expected };
    let message = format!("`{operator}` takes {expected}, not {}", quoted(&found.to_string()));
    let diagnostic = Diagnostic::new(E0334, span, message).label(quoted(&found.to_string()));
    match (operator, found) {
        ("+", Type::String) if all_texts => diagnostic.help("join texts with `||`"),
        (_, Type::String) if arithmetic && written.starts_with('\'') => {
            let number = written.trim_matches('\'');
            match number.parse::<f64>() {
                Ok(_) => diagnostic.help(format!("write the number without quotes: `{number}`")),
                Err(_) => diagnostic,
            }
        }
        (_, Type::String) if arithmetic => diagnostic.help(format!(
            "convert the text: `cast({written} as decimal(18,2))`, or `try_cast` where it may be something else"
        )),
        ("||" | "like", _) => diagnostic.help(format!("convert it: `cast({written} as string)`")),
        _ => diagnostic,
    }
}
