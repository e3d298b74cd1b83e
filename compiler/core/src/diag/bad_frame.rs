use pipelinec_syntax::Span;

use super::code::E0319;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A frame that makes no sense.
#[must_use]
pub fn bad_frame(span: Span, name: &str, why: &str) -> Diagnostic {
    Diagnostic::new(E0319, span, format!("this frame cannot be: {why}"))
        .help(format!("a running value of {} is `rows between unbounded preceding and current row`", quoted(name)))
}
