use pipelinec_syntax::Span;

use super::code::E0104;
use crate::diag::Diagnostic;

/// A tab where blanks belong.
#[must_use]
pub fn tab_indent(span: Span) -> Diagnostic {
    Diagnostic::new(E0104, span, "a tab used for indentation")
        .label("tab")
        .help("indent with blanks; `pipelinec fmt` uses two per level")
}
