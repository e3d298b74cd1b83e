use pipelinec_syntax::Span;

use super::code::E0408;
use crate::diag::Diagnostic;

/// `columns` in a join that takes none.
#[must_use]
pub fn join_columns_unwanted(span: Span, kind: &str) -> Diagnostic {
    Diagnostic::new(E0408, span, format!("a {kind} join takes no columns of the other side"))
        .label("cannot be taken")
        .help("leave out `columns`, or use `kind: left` to have them")
}
