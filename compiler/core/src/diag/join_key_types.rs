use pipelinec_syntax::Span;

use super::code::E0410;
use crate::diag::Diagnostic;
use crate::types::Type;

/// Two key columns that cannot be equal.
#[must_use]
pub fn join_key_types(span: Span, left: &Type, right: &Type) -> Diagnostic {
    Diagnostic::new(E0410, span, format!("a {left} never equals a {right}"))
        .label(format!("{left} on the left, {right} on the right"))
        .help(format!("convert one side before the join, with a step like `cast: {{ column: {left} }}`"))
}
