use pipelinec_syntax::Span;

use super::code::W1009;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A text that looks like a path under a key that does not end in `.$`.
#[must_use]
pub fn path_as_text(span: Span, text: &str, key: &str) -> Diagnostic {
    Diagnostic::new(W1009, span, format!("{} is sent as text", quoted(text)))
        .label("not followed")
        .help(format!("write the key as `{key}.$`"))
}
