use pipelinec_syntax::Span;

use super::code::E0327;
use crate::diag::Diagnostic;

/// A zone that does not exist.
#[must_use]
pub fn bad_time_zone(span: Span, message: &str, help: Option<&str>) -> Diagnostic {
    Diagnostic::new(E0327, span, format!("time zone: {message}"))
        .help(help.unwrap_or("write an IANA name like `Europe/Berlin`"))
}
