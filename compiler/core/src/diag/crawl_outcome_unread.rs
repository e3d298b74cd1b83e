use pipelinec_syntax::Span;

use super::code::W1004;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A loop that waits for a crawler and reads only its state.
#[must_use]
pub fn crawl_outcome_unread(span: Span, state: &str) -> Diagnostic {
    Diagnostic::new(
        W1004,
        span,
        format!("{} asks whether the crawler is done, but nothing reads how its crawl ended", quoted(state)),
    )
    .label("a failed crawl is READY too")
    .help("compare `Crawler.LastCrawl.Status` with SUCCEEDED as well")
}
