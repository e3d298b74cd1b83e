use pipelinec_syntax::Span;

use super::code::N0301;
use crate::diag::Diagnostic;

/// A null test of something that is never null.
#[must_use]
pub fn never_null(span: Span, negated: bool) -> Diagnostic {
    let always = if negated { "always true" } else { "never true" };
    Diagnostic::new(N0301, span, format!("this is {always}: the value cannot be null")).help("remove the test")
}
