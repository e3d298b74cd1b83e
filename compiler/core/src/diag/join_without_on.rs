use pipelinec_syntax::Span;

use super::code::E0405;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A join without `on` that is not a cross join.
#[must_use]
pub fn join_without_on(span: Span, kind: &str, with: &str) -> Diagnostic {
    Diagnostic::new(E0405, span, format!("this {kind} join with {} does not say which rows match", quoted(with)))
        .label("`on` is missing")
        .help("add `on: column`, or `kind: cross` when every pair is meant")
}
