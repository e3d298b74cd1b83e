use pipelinec_syntax::Span;

use super::code::E0418;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;
use crate::types::Type;

/// `explode` of a column that holds one value.
#[must_use]
pub fn explode_not_array(span: Span, name: &str, ty: &Type) -> Diagnostic {
    Diagnostic::new(E0418, span, format!("{} is a {ty}, not an array", quoted(name))).label(format!("a {ty}")).help(
        if *ty == Type::String { "make an array of it first: `split(text, ',')`" } else { "name an array column" },
    )
}
