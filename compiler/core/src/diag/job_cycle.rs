use pipelinec_syntax::Span;

use super::code::E0701;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A named job whose datasets stand on both sides of another job or dataset. `other` is what lies between.
#[must_use]
pub fn job_cycle(span: Span, job: &str, other: &str, other_span: Span) -> Diagnostic {
    Diagnostic::new(
        E0701,
        span,
        format!("job {} would have to run both before and after {}", quoted(job), quoted(other)),
    )
    .label("reads it and is read by it")
    .also(other_span, "this lies between")
    .help(format!("name {} in the job too, or divide the job", quoted(other)))
}
