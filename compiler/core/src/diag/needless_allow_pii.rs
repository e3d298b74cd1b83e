use pipelinec_syntax::Span;

use super::code::W0508;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// `allow_pii` for a column without personal data.
#[must_use]
pub fn needless_allow_pii(span: Span, column: &str) -> Diagnostic {
    Diagnostic::new(W0508, span, format!("{} holds no personal data here", quoted(column)))
        .label("nothing to allow")
        .help("leave it out, so that a reader sees what really is published")
}
