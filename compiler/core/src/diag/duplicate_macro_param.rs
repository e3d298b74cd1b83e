use pipelinec_syntax::Span;

use super::code::E0608;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A parameter name twice.
#[must_use]
pub fn duplicate_macro_param(span: Span, name: &str, function: &str) -> Diagnostic {
    Diagnostic::new(E0608, span, format!("{} has two parameters {}", quoted(function), quoted(name)))
        .help("rename one of them")
}
