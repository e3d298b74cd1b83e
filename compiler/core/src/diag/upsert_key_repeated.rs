use pipelinec_syntax::Span;

use super::code::E0818;
use crate::diag::Diagnostic;
use crate::diag::suggest::{listed, quoted};

/// A run computed several rows of one upsert key.
#[must_use]
pub fn upsert_key_repeated(dataset: Span, name: &str, key: &[&str], example: &str) -> Diagnostic {
    let key = listed(key.iter().copied()).unwrap_or_default();
    let message = format!("{} has several rows of one upsert key ({key}), such as {example}", quoted(name));
    Diagnostic::new(E0818, dataset, message)
        .label("which row should replace the earlier one is not said")
        .help("add a `dedupe` step by the key, with the order that says which row wins")
}
