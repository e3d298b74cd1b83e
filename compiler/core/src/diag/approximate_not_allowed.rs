use pipelinec_syntax::Span;

use super::code::E0328;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A function whose results may differ between engines.
#[must_use]
pub fn approximate_not_allowed(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(E0328, span, format!("{} is approximate", quoted(name)))
        .help("use the exact `count(distinct x)`, or allow it for the project: `allow_approximate: true`")
}
