use pipelinec_syntax::Span;

use super::code::E0106;
use crate::diag::Diagnostic;

/// Aliases that expand beyond the limit.
#[must_use]
pub fn too_many_nodes(span: Span, limit: usize) -> Diagnostic {
    Diagnostic::new(E0106, span, format!("the aliases of this file expand to more than {limit} values"))
        .label("expands too far")
        .help("write the values out; aliases of aliases multiply")
}
