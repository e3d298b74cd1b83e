use pipelinec_syntax::Span;

use super::code::E0103;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// Text that is not YAML. A message may end with its fix: `: put the value in quotes`.
#[must_use]
pub fn broken_yaml(span: Span, message: &str) -> Diagnostic {
    const FIX: &str = ": put ";
    let shown: String = message.chars().take(200).filter(|c| !c.is_control()).collect();
    let (what, fix) = match shown.split_once(FIX) {
        Some((what, fix)) => (what, format!("put {fix}")),
        None => {
            let places = "look at indentation, brackets and quotes here";
            (shown.as_str(), format!("{places}; a text with {} needs quotes", quoted(": ")))
        }
    };
    Diagnostic::new(E0103, span, format!("broken YAML: {what}")).help(fix)
}
