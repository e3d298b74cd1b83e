use pipelinec_syntax::Span;

use super::code::E0830;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A dataset whose rows could not be computed.
#[must_use]
pub fn computation_failed(span: Span, dataset: &str, reason: &str) -> Diagnostic {
    Diagnostic::new(E0830, span, format!("computing {} failed: {reason}", quoted(dataset)))
        .help("use `try_cast` where a bad value should be null, a wider type, or filter such rows out first")
}
