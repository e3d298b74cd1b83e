use pipelinec_syntax::Span;

use super::code::E0642;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A dataset that two jobs would compute.
#[must_use]
pub fn dataset_in_two_jobs(span: Span, name: &str, job: &str, first: Span) -> Diagnostic {
    Diagnostic::new(E0642, span, format!("{} is computed by job {} already", quoted(name), quoted(job)))
        .label("again")
        .also(first, "first here")
        .help("leave it in one of them")
}
