use pipelinec_syntax::Span;

use super::code::E0605;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;
use crate::types::Type;

/// An argument that does not convert to the declared type.
#[must_use]
pub fn macro_argument_type(
    span: Span,
    function: &str,
    parameter: &str,
    expected: &Type,
    found: &Type,
    declared: Span,
) -> Diagnostic {
    let (expected, found) = (quoted(&expected.to_string()), quoted(&found.to_string()));
    Diagnostic::new(
        E0605,
        span,
        format!("argument {} of {} must be {expected}, not {found}", quoted(parameter), quoted(function)),
    )
    .label(found)
    .also(declared, "declared here")
    .help("convert it with `cast`, or pass another column")
}
