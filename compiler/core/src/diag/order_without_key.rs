use pipelinec_syntax::Span;

use super::code::E0404;
use crate::diag::Diagnostic;

/// `dedupe` with `order` and without `by`.
#[must_use]
pub fn order_without_key(span: Span) -> Diagnostic {
    Diagnostic::new(E0404, span, "`dedupe` has an `order`, but no `by`")
        .label("orders nothing")
        .help("name the key in `by`; without it, rows that are equal in all columns become one, whatever their order")
}
