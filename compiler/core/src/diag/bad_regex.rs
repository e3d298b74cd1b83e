use pipelinec_syntax::Span;

use super::code::E0323;
use crate::diag::Diagnostic;

/// A regular expression outside the portable subset.
#[must_use]
pub fn bad_regex(span: Span, message: &str, help: Option<&str>) -> Diagnostic {
    Diagnostic::new(E0323, span, format!("regular expression: {message}"))
        .help(help.unwrap_or("use literals, classes, groups, `|`, `* + ? {m,n}`, `^`, `$` and a leading `(?i)`"))
}
