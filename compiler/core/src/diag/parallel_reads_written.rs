use pipelinec_syntax::Span;

use super::code::W1011;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A job that reads, in parallel, what another job writes.
#[must_use]
pub fn parallel_reads_written(span: Span, uri: &str, written: Span) -> Diagnostic {
    Diagnostic::new(
        W1011,
        span,
        format!("this branch reads {}, which another branch writes at the same time", quoted(uri)),
    )
    .label("read here")
    .also(written, "written here")
    .help("run the branches one after the other")
}
