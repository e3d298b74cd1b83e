use pipelinec_syntax::Span;

use super::code::E0523;
use crate::diag::Diagnostic;

/// `mode: upsert` of CSV files.
#[must_use]
pub fn upsert_into_csv(span: Span, format: Option<Span>) -> Diagnostic {
    let diagnostic = Diagnostic::new(E0523, span, "rows of CSV files cannot be replaced by key")
        .label("text has no types to compare")
        .help("use `format: parquet`, or `mode: overwrite`");
    match format {
        Some(format) => diagnostic.also(format, "CSV"),
        None => diagnostic,
    }
}
