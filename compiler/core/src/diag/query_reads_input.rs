use pipelinec_syntax::Span;

use super::code::E0503;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A query over files that no job has checked.
#[must_use]
pub fn query_reads_input(span: Span, query: &str, input: &str) -> Diagnostic {
    Diagnostic::new(E0503, span, format!("query {} reads {}, which is an input", quoted(query), quoted(input)))
        .label("an input")
        .help(format!("add a transform that reads {}, and query that", quoted(input)))
}
