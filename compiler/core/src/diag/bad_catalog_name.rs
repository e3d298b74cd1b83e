use pipelinec_syntax::Span;

use super::code::E0710;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A database or crawler name that Glue would refuse.
#[must_use]
pub fn bad_catalog_name(span: Span, what: &str, name: &str) -> Diagnostic {
    Diagnostic::new(E0710, span, format!("{} is not a name for a {what}", quoted(name)))
        .help("use lower-case letters, digits, `_` and `-`, at most 255")
}
