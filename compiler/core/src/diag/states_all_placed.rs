use pipelinec_syntax::Span;

use super::code::E1014;
use crate::diag::Diagnostic;

/// `States.ALL` beside other names, or before other entries.
#[must_use]
pub fn states_all_placed(span: Span, reason: &str) -> Diagnostic {
    Diagnostic::new(E1014, span, format!("`States.ALL` {reason}"))
        .label("takes every error")
        .help("give it an entry of its own, the last of the list")
}
