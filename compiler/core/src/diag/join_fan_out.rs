use pipelinec_syntax::Span;

use super::code::W0502;
use crate::diag::Diagnostic;
use crate::diag::suggest::{listed, quoted};

/// A join whose other side is not known to be unique by the keys.
#[must_use]
pub fn join_fan_out(span: Span, with: &str, keys: &[&str], declared: Span) -> Diagnostic {
    let list = listed(keys.iter().copied()).unwrap_or_default();
    Diagnostic::new(W0502, span, format!("several rows of {} can match one row", quoted(with)))
        .label("can multiply rows, and sums over them")
        .also(declared, format!("not known to be unique by {list}"))
        .help(format!(
            "declare the key `unique`, add a check `unique: [{}]`, `dedupe` or `aggregate` it first, or use `kind: semi`",
            keys.join(", ")
        ))
}
