use pipelinec_syntax::Span;

use super::code::E0116;
use crate::diag::Diagnostic;

/// A file without anything to do.
#[must_use]
pub fn empty_document(span: Span) -> Diagnostic {
    Diagnostic::new(E0116, span, "there is nothing in this file")
        .help("a spec has `pipeline:`, `inputs:` and `transforms:`; `pipelinec init` writes one from data files")
}
