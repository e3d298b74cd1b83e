use pipelinec_syntax::Span;

use super::code::E0336;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// `ignore nulls` where it has no meaning.
#[must_use]
pub fn ignore_nulls_not_allowed(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(E0336, span, format!("{} takes no `ignore nulls`", quoted(name)))
        .help("`lag`, `lead`, `first_value` and `last_value` do; aggregates skip nulls anyway")
}
