use pipelinec_syntax::Span;

use super::code::E0709;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// Two prefixes of `layout` of which one holds the other.
#[must_use]
pub fn layout_overlap(span: Span, one: &str, other: &str, prefix: &str) -> Diagnostic {
    Diagnostic::new(E0709, span, format!("`{one}` and `{other}` of the layout overlap in {}", quoted(prefix)))
        .help("give each its own prefix")
}
