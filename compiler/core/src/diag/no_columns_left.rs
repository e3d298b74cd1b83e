use pipelinec_syntax::Span;

use super::code::E0401;
use crate::diag::Diagnostic;

/// A step after which no column is left.
#[must_use]
pub fn no_columns_left(span: Span) -> Diagnostic {
    Diagnostic::new(E0401, span, "no column is left after this step").help("keep at least one column")
}
