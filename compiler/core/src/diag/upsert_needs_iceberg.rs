use pipelinec_syntax::Span;

use super::code::E0523;
use crate::diag::Diagnostic;

/// `mode: upsert` of a format whose rows cannot be replaced.
#[must_use]
pub fn upsert_needs_iceberg(span: Span, format: Option<Span>) -> Diagnostic {
    let diagnostic = Diagnostic::new(E0523, span, "rows of plain files cannot be replaced one by one")
        .label("needs a table format")
        .help("add `format: iceberg`, or use `mode: overwrite`");
    match format {
        Some(format) => diagnostic.also(format, "plain files"),
        None => diagnostic,
    }
}
