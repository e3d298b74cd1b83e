use pipelinec_syntax::Span;

use super::code::E0901;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// The engine ran out of the memory it may use.
#[must_use]
pub fn memory_limit(span: Span, dataset: &str, limit: u64) -> Diagnostic {
    let megabytes = limit >> 20;
    Diagnostic::new(E0901, span, format!("computing {} needs more than the {megabytes} MB it may use", quoted(dataset)))
        .help("raise `--memory`, or run fewer datasets with `--select`")
}
