use pipelinec_syntax::Span;

use super::code::W0602;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A run parameter nothing uses.
#[must_use]
pub fn unused_param(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(W0602, span, format!("parameter {} is not used", quoted(name)))
        .help(format!("remove it, or use it as `:{name}`"))
}
