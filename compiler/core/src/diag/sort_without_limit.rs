use pipelinec_syntax::Span;

use super::code::W0503;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A sort that no limit follows: in a job, or with a step after it that loses the order.
#[must_use]
pub fn sort_without_limit(span: Span, lost_by: Option<(&str, Span)>) -> Diagnostic {
    let found = |message| Diagnostic::new(W0503, span, message).label("has no effect");
    match lost_by {
        None => found("this order is not kept: datasets are written in no order")
            .help("leave it out, sort in the query that reads the dataset, or add a `limit`"),
        Some((keyword, place)) => {
            let keyword = quoted(keyword);
            found("this order is not kept")
                .also(place, format!("{keyword} loses it"))
                .help(format!("leave it out, or put it after {keyword}"))
        }
    }
}
