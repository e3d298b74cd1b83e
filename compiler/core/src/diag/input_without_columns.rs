use pipelinec_syntax::Span;

use super::code::E0511;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// An input that does not say what is in its files.
#[must_use]
pub fn input_without_columns(span: Span, name: &str, path: &str) -> Diagnostic {
    Diagnostic::new(E0511, span, format!("input {} has no columns", quoted(name)))
        .label("`columns` is missing")
        .help(format!("declare them, or let `pipelinec init --from {path}` write them"))
}
