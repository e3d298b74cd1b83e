use pipelinec_syntax::Span;

use super::code::E0402;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;
use crate::types::Type;

/// A value that cannot stand in the column it fills.
#[must_use]
pub fn fill_type(span: Span, column: &str, ty: &Type, value: &Type, column_span: Span) -> Diagnostic {
    Diagnostic::new(E0402, span, format!("{} is a {ty}, and cannot be filled with a {value}", quoted(column)))
        .label(format!("a {value}"))
        .also(column_span, format!("a {ty}"))
        .help(format!("give a {ty}, or `cast` the column first"))
}
