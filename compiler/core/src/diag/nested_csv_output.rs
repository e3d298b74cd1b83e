use pipelinec_syntax::Span;

use super::code::E0526;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;
use crate::types::Type;

/// An array, struct or map in a dataset written as CSV.
#[must_use]
pub fn nested_csv_output(span: Span, column: &str, ty: &Type, column_span: Span) -> Diagnostic {
    Diagnostic::new(E0526, span, format!("a CSV file cannot hold {}: it is a {ty}", quoted(column)))
        .label("csv")
        .also(column_span, format!("a {ty}"))
        .help("drop the column, join the array into a text, or write Parquet")
}
