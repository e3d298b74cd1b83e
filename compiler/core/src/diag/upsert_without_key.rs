use pipelinec_syntax::Span;

use super::code::E0522;
use crate::diag::Diagnostic;

/// `mode: upsert` without `key`.
#[must_use]
pub fn upsert_without_key(span: Span) -> Diagnostic {
    Diagnostic::new(E0522, span, "`upsert` needs a `key`")
        .label("which rows does it replace?")
        .help("name the columns that identify a row: `key: [order_id]`")
}
