use pipelinec_syntax::Span;

use super::code::N0602;
use crate::diag::Diagnostic;

/// A check of something that is known.
#[must_use]
pub fn certain_check(span: Span, what: &str) -> Diagnostic {
    Diagnostic::new(N0602, span, format!("this check cannot fail: {what}"))
        .label("always true")
        .help("leave it out, or check the dataset where it comes from")
}
