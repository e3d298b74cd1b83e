use pipelinec_syntax::Span;

use super::code::E0318;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A function whose default frame is a trap.
#[must_use]
pub fn frame_needed(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(E0318, span, format!("{} needs a frame", quoted(name)))
        .help("add `rows between unbounded preceding and unbounded following` to look at the whole partition")
}
