use pipelinec_syntax::Span;

use super::code::E0601;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// Functions of the project that call each other in a ring.
#[must_use]
pub fn macro_recursion(span: Span, ring: &[&str]) -> Diagnostic {
    let message = match ring {
        [one] => format!("{} calls itself", quoted(one)),
        _ => {
            let names: Vec<String> = ring.iter().chain(ring.first()).map(|name| quoted(name)).collect();
            format!("these functions call each other without end: {}", names.join(" → "))
        }
    };
    Diagnostic::new(E0601, span, message).help("functions are put in place of their calls, so they cannot be recursive")
}
