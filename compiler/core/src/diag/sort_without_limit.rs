use pipelinec_syntax::Span;

use super::code::W0503;
use crate::diag::Diagnostic;

/// A sort in a job that no limit follows.
#[must_use]
pub fn sort_without_limit(span: Span) -> Diagnostic {
    Diagnostic::new(W0503, span, "this order is not kept: datasets are written in no order")
        .label("has no effect")
        .help("leave it out, sort in the query that reads the dataset, or add a `limit`")
}
