use pipelinec_syntax::Span;

use super::code::E0603;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A project function named as a built-in one.
#[must_use]
pub fn macro_shadows_function(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(E0603, span, format!("{} is already a function of the language", quoted(name)))
        .help(format!("choose another name, for example {}", quoted(&format!("my_{name}"))))
}
