use pipelinec_syntax::Span;

use super::code::E0113;
use crate::diag::Diagnostic;

/// A step with no keyword, or several.
#[must_use]
pub fn step_shape(span: Span) -> Diagnostic {
    Diagnostic::new(E0113, span, "a step is exactly one keyword and its value")
        .label("none, or several")
        .help("write each step as its own list item: `- filter: amount > 0`")
}
