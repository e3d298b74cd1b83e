use pipelinec_syntax::Span;

use super::code::E1007;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A path or an intrinsic function that is none.
#[must_use]
pub fn bad_state_path(span: Span, text: &str, reason: &str) -> Diagnostic {
    Diagnostic::new(E1007, span, format!("{} cannot be followed: {reason}", quoted(text)))
        .label("here")
        .help("a path looks like `$.order.id`; a key that ends in `.$` takes a path or a function")
}
