use pipelinec_syntax::Span;

use super::code::E0719;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A trigger that would never start a run, or never stop starting them.
#[must_use]
pub fn bad_trigger(span: Span, written: &str, reason: &str) -> Diagnostic {
    Diagnostic::new(E0719, span, format!("{} cannot start runs: {reason}", quoted(written)))
        .help("name an input of the spec, or a prefix below the input folder such as `input/orders/`")
}
