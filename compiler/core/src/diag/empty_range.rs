use pipelinec_syntax::Span;

use super::code::W0305;
use crate::diag::Diagnostic;

/// A `between` whose ends are swapped.
#[must_use]
pub fn empty_range(span: Span) -> Diagnostic {
    Diagnostic::new(W0305, span, "this range holds nothing: its start is above its end")
        .help("the smaller end comes first")
}
