use pipelinec_syntax::Span;

use super::code::E0324;
use crate::diag::Diagnostic;

/// A `like` pattern or escape that cannot be.
#[must_use]
pub fn bad_like_pattern(span: Span, message: &str, help: Option<&str>) -> Diagnostic {
    Diagnostic::new(E0324, span, format!("`like` pattern: {message}"))
        .help(help.unwrap_or("the escape character stands before `%`, `_` or itself"))
}
