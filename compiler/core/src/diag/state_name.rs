use pipelinec_syntax::Span;

use super::code::E1006;
use crate::diag::Diagnostic;

/// A name twice, or too long.
#[must_use]
pub fn state_name(span: Span, reason: &str) -> Diagnostic {
    Diagnostic::new(E1006, span, format!("this name of a state is {reason}"))
        .label("rename it")
        .help("names are unique in the whole machine, branches included, and at most 80 characters long")
}
