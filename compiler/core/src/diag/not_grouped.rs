use pipelinec_syntax::Span;

use super::code::E0322;
use crate::diag::Diagnostic;
use crate::diag::suggest::{listed, quoted};

/// A bare column among the measures.
#[must_use]
pub fn not_grouped(span: Span, column: &str, keys: &[&str]) -> Diagnostic {
    let diagnostic =
        Diagnostic::new(E0322, span, format!("column {} is neither a key nor inside an aggregate", quoted(column)))
            .label("many values per group");
    match listed(keys.iter().copied()) {
        Some(keys) => {
            diagnostic.help(format!("wrap it: `max({column})`, `sum({column})`; or add it to `by` (now {keys})"))
        }
        None => diagnostic.help(format!("wrap it: `max({column})`, `sum({column})`; or add it to `by`")),
    }
}
