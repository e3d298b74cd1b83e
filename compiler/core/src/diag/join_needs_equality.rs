use pipelinec_syntax::Span;

use super::code::E0409;
use crate::diag::Diagnostic;

/// A full, semi or anti join without any equality.
#[must_use]
pub fn join_needs_equality(span: Span, kind: &str) -> Diagnostic {
    Diagnostic::new(E0409, span, format!("a {kind} join needs an equality between columns of both sides"))
        .label("no `=` between the two sides")
        .help("add `left.column = right.column` to the condition")
}
