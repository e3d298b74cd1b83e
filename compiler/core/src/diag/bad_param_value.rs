use pipelinec_syntax::Span;

use super::code::E0813;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A value given to a parameter that is not of its type.
#[must_use]
pub fn bad_param_value(span: Span, name: &str, ty: &str, value: &str, reason: &str) -> Diagnostic {
    Diagnostic::new(E0813, span, format!("{} is no value for parameter {}: {reason}", quoted(value), quoted(name)))
        .label(format!("declared {ty}"))
        .help(format!("give a {ty}: `--param {name}=…`"))
}
