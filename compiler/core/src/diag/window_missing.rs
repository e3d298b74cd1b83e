use pipelinec_syntax::Span;

use super::code::E0315;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A window function alone.
#[must_use]
pub fn window_missing(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(E0315, span, format!("{} needs `over (…)`", quoted(name)))
        .help(format!("say which rows and in which order: `{name}(…) over (partition by … order by …)`"))
}
