use pipelinec_syntax::Span;

use super::code::E0320;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// `distinct` where it has no meaning here.
#[must_use]
pub fn distinct_not_allowed(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(E0320, span, format!("{} takes no `distinct`", quoted(name)))
        .help("`count(distinct x)` and `array_agg(distinct x)` do; otherwise use a `dedupe` step first")
}
