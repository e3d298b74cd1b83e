use pipelinec_syntax::Span;

use super::code::E0416;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;
use crate::types::Type;

/// A value of another type than the pivoted column's, or no constant.
#[must_use]
pub fn pivot_value(span: Span, column: &str, ty: &Type, found: &Type, constant: bool) -> Diagnostic {
    let diagnostic = if constant {
        let message = format!("{} is a {ty}, and never a {found}", quoted(column));
        Diagnostic::new(E0416, span, message).label(format!("a {found}"))
    } else {
        Diagnostic::new(E0416, span, "the values of a pivot are constants").label("not a constant")
    };
    diagnostic.help(format!("write a {ty} as it stands in the column"))
}
