use pipelinec_syntax::Span;

use super::code::E0314;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A window where none may stand.
#[must_use]
pub fn window_misplaced(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(E0314, span, format!("{} with `over` cannot stand here", quoted(name)))
        .help("compute it in a `derive` step, then use its column")
}
