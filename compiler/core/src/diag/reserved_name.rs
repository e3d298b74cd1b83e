use pipelinec_syntax::Span;

use super::code::E0121;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A name that is taken; `why` says by what.
#[must_use]
pub fn reserved_name(span: Span, name: &str, why: &str) -> Diagnostic {
    Diagnostic::new(E0121, span, format!("{} is a reserved name", quoted(name)))
        .label(why)
        .help(format!("choose another one, for example {}", quoted(&format!("{name}_"))))
}
