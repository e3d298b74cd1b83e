use pipelinec_syntax::Span;

use super::code::E0406;
use crate::diag::Diagnostic;

/// A cross join with `on`.
#[must_use]
pub fn cross_join_with_on(span: Span) -> Diagnostic {
    Diagnostic::new(E0406, span, "a cross join has no condition")
        .label("not used")
        .help("leave out `kind: cross` to keep the pairs that match, or leave out `on` to keep all pairs")
}
