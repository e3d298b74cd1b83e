use pipelinec_syntax::Span;

use super::code::E0337;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// `f(*)` for another function than `count`.
#[must_use]
pub fn star_not_allowed(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(E0337, span, format!("{} takes no `*`", quoted(name)))
        .help("name the column; only `count(*)` counts rows")
}
