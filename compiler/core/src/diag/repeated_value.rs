use pipelinec_syntax::Span;

use super::code::W0306;
use crate::diag::Diagnostic;

/// A value twice in an `in` list.
#[must_use]
pub fn repeated_value(span: Span, first: Span) -> Diagnostic {
    Diagnostic::new(W0306, span, "this value stands in the list already")
        .also(first, "first here")
        .help("remove one of the two")
}
