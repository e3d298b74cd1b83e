use pipelinec_syntax::Span;

use super::code::E0720;
use crate::diag::Diagnostic;

/// A value that AWS would refuse, or that contradicts another one.
#[must_use]
pub fn bad_setting(span: Span, reason: &str, help: &str) -> Diagnostic {
    Diagnostic::new(E0720, span, reason).help(help)
}
