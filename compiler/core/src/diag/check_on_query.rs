use pipelinec_syntax::Span;

use super::code::E0625;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A check or reference that would read a query.
#[must_use]
pub fn check_on_query(span: Span, what: &str, name: &str) -> Diagnostic {
    Diagnostic::new(E0625, span, format!("{} is a query, and a {what} reads what jobs have written", quoted(name)))
        .label("a query")
        .help("check the dataset it reads, or make it a transform or a kpi")
}
