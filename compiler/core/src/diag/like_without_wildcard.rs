use pipelinec_syntax::Span;

use super::code::W0304;
use crate::diag::Diagnostic;

/// A `like` that is an equality.
#[must_use]
pub fn like_without_wildcard(span: Span) -> Diagnostic {
    Diagnostic::new(W0304, span, "this pattern has no `%` and no `_`")
        .help("write `=`, or add `%` where any text may stand")
}
