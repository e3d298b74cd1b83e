use pipelinec_syntax::Span;

use super::code::E0115;
use crate::diag::Diagnostic;

/// No `pipeline:` anywhere.
#[must_use]
pub fn missing_head(span: Span) -> Diagnostic {
    Diagnostic::new(E0115, span, "the pipeline has no name").help("add `pipeline: <name>` at the top of one file")
}
