use pipelinec_syntax::Span;

use super::code::E0103;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// Text that is not YAML.
#[must_use]
pub fn broken_yaml(span: Span, message: &str) -> Diagnostic {
    let shown: String = message.chars().take(200).filter(|c| !c.is_control()).collect();
    Diagnostic::new(E0103, span, format!("broken YAML: {shown}"))
        .help(format!("look at indentation, brackets and quotes here; a text with {} needs quotes", quoted(": ")))
}
