use pipelinec_syntax::Span;

use super::code::E0317;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A window inside a window.
#[must_use]
pub fn nested_window(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(E0317, span, format!("a window function inside {}", quoted(name)))
        .help("compute the inner one first, in a `derive` entry of its own")
}
