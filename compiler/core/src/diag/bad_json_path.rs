use pipelinec_syntax::Span;

use super::code::E0326;
use crate::diag::Diagnostic;

/// A path that is none.
#[must_use]
pub fn bad_json_path(span: Span, message: &str, help: Option<&str>) -> Diagnostic {
    Diagnostic::new(E0326, span, format!("JSON path: {message}"))
        .help(help.unwrap_or("write `$.name[0][\"any name\"]`"))
}
