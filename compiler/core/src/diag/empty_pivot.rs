use pipelinec_syntax::Span;

use super::code::E0415;
use crate::diag::Diagnostic;

/// A pivot that makes no columns.
#[must_use]
pub fn empty_pivot(span: Span, missing: &str) -> Diagnostic {
    Diagnostic::new(E0415, span, format!("this `pivot` has no {missing}"))
        .help("list the `values` that become columns, and the `measures` to compute for each")
}
