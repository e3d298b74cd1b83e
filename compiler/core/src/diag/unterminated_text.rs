use pipelinec_syntax::Span;

use super::code::E0122;
use crate::diag::Diagnostic;

/// A quote without its end.
#[must_use]
pub fn unterminated_text(span: Span) -> Diagnostic {
    Diagnostic::new(E0122, span, "this quote is never closed")
        .label("opened here")
        .help("close it; a quote inside a text is doubled: 'it''s'")
}
