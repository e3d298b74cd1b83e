use pipelinec_syntax::Span;

use super::code::E0105;
use crate::diag::Diagnostic;

/// Nesting beyond the limit.
#[must_use]
pub fn too_deep(span: Span, limit: usize) -> Diagnostic {
    Diagnostic::new(E0105, span, format!("nested more than {limit} levels deep"))
        .label("too deep")
        .help("name the inner part: a `derive` entry, or a macro under `functions`")
}
