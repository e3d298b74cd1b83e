use pipelinec_syntax::Span;

use super::code::E0723;
use crate::diag::Diagnostic;

/// A setting of something that this environment does not have.
#[must_use]
pub fn needless_setting(span: Span, what: &str, why: &str) -> Diagnostic {
    Diagnostic::new(E0723, span, format!("{what} means nothing here: {why}"))
        .help("remove it, or the setting it contradicts")
}
