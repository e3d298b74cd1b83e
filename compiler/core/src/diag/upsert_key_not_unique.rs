use pipelinec_syntax::Span;

use super::code::W0507;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// An upsert whose rows are not known to be unique by the key.
#[must_use]
pub fn upsert_key_not_unique(span: Span, dataset: &str) -> Diagnostic {
    Diagnostic::new(W0507, span, format!("{} may have several rows with one key", quoted(dataset)))
        .label("not known to be unique")
        .help("`dedupe` by the key, or `aggregate` by it, as the last step")
}
