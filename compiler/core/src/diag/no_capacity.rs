use pipelinec_syntax::Span;

use super::code::E0711;
use crate::diag::Diagnostic;

/// A cluster without workers, or an application without vCPUs or memory.
#[must_use]
pub fn no_capacity(span: Span, what: &str) -> Diagnostic {
    Diagnostic::new(E0711, span, format!("{what} must be at least 1")).help("a job needs somewhere to run")
}
