use pipelinec_syntax::Span;

use super::code::E0102;
use crate::diag::Diagnostic;

/// A file beyond the limit.
#[must_use]
pub fn file_too_large(span: Span, bytes: u64, limit: u64) -> Diagnostic {
    Diagnostic::new(E0102, span, format!("the file has {bytes} bytes, the limit is {limit}"))
        .help("split the project: all `*.yaml` files of a folder are read as one spec")
}
