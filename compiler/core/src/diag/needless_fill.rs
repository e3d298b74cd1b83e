use pipelinec_syntax::Span;

use super::code::W0505;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A fill that does nothing.
#[must_use]
pub fn needless_fill(span: Span, column: &str) -> Diagnostic {
    Diagnostic::new(W0505, span, format!("{} is never null here", quoted(column)))
        .label("fills nothing")
        .help("leave it out")
}
