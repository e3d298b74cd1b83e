use pipelinec_syntax::Span;

use super::code::E0726;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A dataset of which the crawler would make a table that no query finds.
#[must_use]
pub fn crawler_table(span: Span, dataset: &str, reason: &str) -> Diagnostic {
    Diagnostic::new(
        E0726,
        span,
        format!("the crawler's table is not the one queries of {} want: {reason}", quoted(dataset)),
    )
    .help("set `kind: tables` under `catalog`, which makes exact tables")
}
