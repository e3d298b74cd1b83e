use pipelinec_syntax::Span;

use super::code::W0504;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A limit that no sort stands before, or whose sort's order a step between them loses.
#[must_use]
pub fn limit_without_sort(span: Span, lost_by: Option<(&str, Span)>) -> Diagnostic {
    let found = Diagnostic::new(W0504, span, "nothing says which rows this limit keeps");
    match lost_by {
        None => found
            .label("no `sort` before it")
            .help("put a `sort` right before it; without one, the first rows by key or by all columns stay"),
        Some((keyword, place)) => found
            .label("the rows are in no order here")
            .also(place, format!("{} loses the order of the `sort`", quoted(keyword)))
            .help("put the `sort` right before the `limit`, or the `limit` right after the `sort`"),
    }
}
