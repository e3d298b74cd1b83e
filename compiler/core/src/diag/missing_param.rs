use pipelinec_syntax::Span;

use super::code::E0812;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A parameter that nobody gave a value.
#[must_use]
pub fn missing_param(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(E0812, span, format!("parameter {} has no value", quoted(name)))
        .label("no default here")
        .help(format!("run with `--param {name}=…`"))
}
