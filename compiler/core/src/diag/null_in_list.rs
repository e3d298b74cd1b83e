use pipelinec_syntax::Span;

use super::code::W0302;
use crate::diag::Diagnostic;

/// A null among the values of `in`.
#[must_use]
pub fn null_in_list(span: Span, negated: bool) -> Diagnostic {
    let what = if negated { "`not in` with a `null` is never true" } else { "`null` in a list matches nothing" };
    Diagnostic::new(W0302, span, what).help("leave it out, and write `or x is null` where null is meant")
}
