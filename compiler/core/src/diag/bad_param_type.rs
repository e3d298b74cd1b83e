use pipelinec_syntax::Span;

use super::code::E0607;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;
use crate::types::Type;

/// A parameter of a type that is no single value.
#[must_use]
pub fn bad_param_type(span: Span, name: &str, ty: &Type) -> Diagnostic {
    Diagnostic::new(E0607, span, format!("parameter {} cannot be {}", quoted(name), quoted(&ty.to_string())))
        .help("a parameter is a `string`, `bigint`, `double`, `decimal(p,s)`, `boolean`, `date` or `timestamp`")
}
