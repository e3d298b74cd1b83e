use pipelinec_syntax::Span;

use super::code::E0808;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A Parquet column whose stored type cannot be read as the declared one.
#[must_use]
pub fn stored_type(span: Span, dataset: &str, file: &str, column: &str, declared: &str, stored: &str) -> Diagnostic {
    let message =
        format!("column {} of input {} is stored as {stored} in {}", quoted(column), quoted(dataset), quoted(file));
    Diagnostic::new(E0808, span, message)
        .label(format!("declared {declared}"))
        .help("declare the column as it is stored, and convert it with a `cast` step")
}
