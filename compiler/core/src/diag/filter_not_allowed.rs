use pipelinec_syntax::Span;

use super::code::E0321;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// `filter` on something that is no aggregate.
#[must_use]
pub fn filter_not_allowed(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(E0321, span, format!("{} takes no `filter`", quoted(name)))
        .help("`filter (where …)` is for aggregates; write `case when … then … end`")
}
