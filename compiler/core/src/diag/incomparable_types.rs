use pipelinec_syntax::Span;

use super::code::E0308;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;
use crate::types::Type;

/// Two values of types that do not meet.
#[must_use]
pub fn incomparable_types(
    span: Span,
    left: (Span, &Type, Option<&str>),
    right: (Span, &Type, Option<&str>),
) -> Diagnostic {
    let (left_name, right_name) = (quoted(&left.1.to_string()), quoted(&right.1.to_string()));
    let diagnostic = Diagnostic::new(E0308, span, format!("{left_name} cannot be compared with {right_name}"))
        .also(left.0, left_name)
        .also(right.0, right_name);
    match help(left.1, right).or_else(|| help(right.1, left)) {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

/// What makes a text comparable with `other`.
fn help(other: &Type, (_, ty, text): (Span, &Type, Option<&str>)) -> Option<String> {
    if *ty != Type::String {
        return None;
    }
    match (other, text) {
        (Type::Date, Some(text)) => Some(format!("write `date '{text}'`")),
        (Type::Timestamp, Some(text)) if text.len() <= 10 => Some(format!("write `timestamp '{text} 00:00:00'`")),
        (Type::Timestamp, Some(text)) => Some(format!("write `timestamp '{text}'`")),
        (Type::Bigint | Type::Decimal(_) | Type::Double | Type::Boolean, Some(text)) => {
            Some(format!("write `{}` without quotes, or `cast` the other side to `string`", text.trim()))
        }
        (Type::Bigint | Type::Decimal(_) | Type::Double | Type::Boolean | Type::Date | Type::Timestamp, None) => {
            Some(format!("convert the text: `cast(x as {other})`, or `try_cast` where it may be something else"))
        }
        (Type::String | Type::Array(_) | Type::Struct(_) | Type::Map(_) | Type::Null | Type::Error, _) => None,
    }
}
