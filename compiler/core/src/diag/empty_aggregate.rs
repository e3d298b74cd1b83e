use pipelinec_syntax::Span;

use super::code::E0414;
use crate::diag::Diagnostic;

/// `aggregate` without keys and measures.
#[must_use]
pub fn empty_aggregate(span: Span) -> Diagnostic {
    Diagnostic::new(E0414, span, "this `aggregate` has neither keys nor measures")
        .help("name what to group by in `by`, and what to compute in `measures`")
}
