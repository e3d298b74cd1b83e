use pipelinec_syntax::Span;

use super::code::E0417;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;
use crate::types::Type;

/// Columns of several types for one value column.
#[must_use]
pub fn unpivot_types(span: Span, first: &str, ty: &Type, other: &str, other_ty: &Type) -> Diagnostic {
    let message = format!("{} is a {other_ty}, and {} is a {ty}", quoted(other), quoted(first));
    Diagnostic::new(E0417, span, message)
        .label("cannot stand in one column")
        .help("bring the columns to one type with a `cast` step first")
}
