use pipelinec_syntax::Span;

use super::code::E0520;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;
use crate::types::Type;

/// An output partition by a double or timestamp.
#[must_use]
pub fn partition_type(span: Span, column: &str, ty: &Type) -> Diagnostic {
    let fix = if *ty == Type::Timestamp {
        "derive the day first: `day: cast(placed_at as date)`"
    } else {
        "cast it to a decimal or bigint first"
    };
    Diagnostic::new(E0520, span, format!("partitioning by {} makes a folder per {ty}", quoted(column)))
        .label(format!("a {ty}"))
        .help(fix)
}
