use pipelinec_syntax::Span;

use super::code::E0514;
use crate::diag::Diagnostic;

/// A CSV delimiter that is also the quote.
#[must_use]
pub fn csv_same_character(span: Span) -> Diagnostic {
    Diagnostic::new(E0514, span, "the delimiter and the quote are one character")
        .label("also the other one")
        .help("the delimiter stands between fields, the quote around them: they must differ")
}
