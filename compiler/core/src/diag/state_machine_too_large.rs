use pipelinec_syntax::Span;

use super::code::E0714;
use crate::diag::Diagnostic;

/// A definition larger than Step Functions accepts.
#[must_use]
pub fn state_machine_too_large(span: Span, bytes: usize) -> Diagnostic {
    Diagnostic::new(E0714, span, format!("the state machine would have {bytes} bytes; Step Functions accepts 1048576"))
        .help("put more datasets into each job of `jobs`, or divide the pipeline")
}
