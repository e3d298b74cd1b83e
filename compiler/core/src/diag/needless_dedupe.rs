use pipelinec_syntax::Span;

use super::code::W0509;
use crate::diag::Diagnostic;
use crate::diag::suggest::listed;

/// A dedupe that finds nothing.
#[must_use]
pub fn needless_dedupe(span: Span, key: &[&str]) -> Diagnostic {
    let list = listed(key.iter().copied()).unwrap_or_default();
    Diagnostic::new(W0509, span, format!("there is one row per {list} already"))
        .label("removes nothing")
        .help("leave it out; to be told when that changes, add a `unique` check")
}
