use pipelinec_syntax::Span;

use super::code::E0712;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A dataset with `format: iceberg`, which the generated jobs cannot write yet.
#[must_use]
pub fn unsupported_iceberg(span: Span, dataset: &str) -> Diagnostic {
    Diagnostic::new(
        E0712,
        span,
        format!("{} is an Iceberg table, which generated jobs cannot write yet", quoted(dataset)),
    )
    .help("use `format: parquet`; `mode: upsert` and `mode: append` work with it too")
}
