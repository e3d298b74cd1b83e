use pipelinec_syntax::Span;

use super::code::E0407;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A condition between two sides that are called the same.
#[must_use]
pub fn join_same_name(span: Span, name: &str, condition: Span) -> Diagnostic {
    Diagnostic::new(E0407, span, format!("both sides of this join are called {}", quoted(name)))
        .label("the other side")
        .also(condition, "which side a column belongs to cannot be said")
        .help(format!("give the other side a name: `as: other_{name}`"))
}
