use pipelinec_syntax::Span;

use super::code::E0641;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A job without datasets.
#[must_use]
pub fn empty_job(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(E0641, span, format!("job {} computes nothing", quoted(name)))
        .label("no datasets")
        .help("name its datasets, or leave it out")
}
