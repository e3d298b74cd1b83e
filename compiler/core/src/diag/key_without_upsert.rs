use pipelinec_syntax::Span;

use super::code::E0525;
use crate::diag::Diagnostic;

/// `key` without `mode: upsert`.
#[must_use]
pub fn key_without_upsert(span: Span) -> Diagnostic {
    Diagnostic::new(E0525, span, "`key` is for `mode: upsert`")
        .label("not used")
        .help("leave it out, or add `mode: upsert` and `format: iceberg`")
}
