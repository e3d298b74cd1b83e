use pipelinec_syntax::Span;

use super::code::E0308;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;
use crate::types::Type;

/// One side of a comparison.
#[derive(Debug, Clone, Copy)]
pub struct Operand<'a> {
    /// Its place.
    pub span: Span,
    /// Its type.
    pub ty: &'a Type,
    /// Its text, when it is a text literal.
    pub text: Option<&'a str>,
    /// How the help line shows it.
    pub written: &'a str,
}

/// Two values of types that do not meet; the place is the left one, or the right one where that is the stranger.
#[must_use]
pub fn incomparable_types(left: Operand<'_>, right: Operand<'_>, right_is_stranger: bool) -> Diagnostic {
    let (left_name, right_name) = (quoted(&left.ty.to_string()), quoted(&right.ty.to_string()));
    let message = format!("{left_name} cannot be compared with {right_name}");
    let ((at, label), (other, also)) = if right_is_stranger {
        ((right.span, right_name), (left.span, left_name))
    } else {
        ((left.span, left_name), (right.span, right_name))
    };
    let diagnostic = Diagnostic::new(E0308, at, message).label(label).also(other, also);
    match help(left, right).or_else(|| help(right, left)) {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

/// What makes `operand` comparable with `other`.
fn help(other: Operand<'_>, operand: Operand<'_>) -> Option<String> {
    let written = operand.written;
    match (other.ty, operand.ty, operand.text) {
        (Type::Date, Type::String, Some(text)) => Some(format!("write `date '{text}'`")),
        (Type::Timestamp, Type::String, Some(text)) if text.len() <= 10 => {
            Some(format!("write `timestamp '{text} 00:00:00'`"))
        }
        (Type::Timestamp, Type::String, Some(text)) => Some(format!("write `timestamp '{text}'`")),
        (Type::Bigint | Type::Decimal(_) | Type::Double, Type::String, Some(text)) => {
            match text.trim().parse::<f64>() {
                Ok(_) => Some(format!("write the number without quotes: `{}`", text.trim())),
                Err(_) => Some(format!("compare texts: `cast({} as string)`", other.written)),
            }
        }
        (Type::Boolean, Type::String, Some(text)) => {
            Some(format!("write `{}` or `not {0}`, not {}", other.written, quoted(text)))
        }
        (Type::Boolean, Type::Bigint, _) => {
            Some(format!("a boolean is its own condition: `{}` or `not {0}`", other.written))
        }
        (
            ty @ (Type::Bigint | Type::Decimal(_) | Type::Double | Type::Boolean | Type::Date | Type::Timestamp),
            Type::String,
            None,
        ) => Some(format!("convert the text: `cast({written} as {ty})`, or `try_cast` where it may be something else")),
        _ => None,
    }
}
