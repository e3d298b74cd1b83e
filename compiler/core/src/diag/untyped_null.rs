use pipelinec_syntax::Span;

use super::code::E0335;
use crate::diag::Diagnostic;

/// A column of nothing.
#[must_use]
pub fn untyped_null(span: Span) -> Diagnostic {
    Diagnostic::new(E0335, span, "`null` alone has no type").help("say which: `cast(null as string)`")
}
