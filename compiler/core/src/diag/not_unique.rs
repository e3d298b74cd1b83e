use pipelinec_syntax::Span;

use super::code::E0810;
use crate::diag::Diagnostic;
use crate::diag::suggest::{listed, quoted};

/// Values that stand more than once in a `unique` column of an input.
#[must_use]
pub fn not_unique(span: Span, dataset: &str, column: &str, count: u64, examples: &[&str]) -> Diagnostic {
    let values = if count == 1 { "a value".to_owned() } else { format!("{count} values") };
    let shown = listed(examples.iter().copied()).unwrap_or_default();
    let message =
        format!("{values} more than once in unique column {} of input {}: {shown}", quoted(column), quoted(dataset));
    Diagnostic::new(E0810, span, message)
        .label("declared unique")
        .help("correct the data, or drop `unique` and add a `dedupe` step")
}
