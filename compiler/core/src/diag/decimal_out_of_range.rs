use pipelinec_syntax::Span;

use super::code::E0307;
use crate::diag::Diagnostic;

/// A decimal result that 38 digits cannot hold.
#[must_use]
pub fn decimal_out_of_range(span: Span, message: &str) -> Diagnostic {
    Diagnostic::new(E0307, span, message)
        .help("cast an operand to a smaller decimal first, or to `double` where an approximation will do")
}
