use pipelinec_syntax::Span;

use super::code::E0412;
use crate::diag::Diagnostic;
use crate::diag::suggest::{listed, quoted};

/// Columns that only one of two united datasets has.
#[must_use]
pub fn union_columns(span: Span, name: &str, missing: &[&str], extra: &[&str]) -> Diagnostic {
    let missing = listed(missing.iter().copied()).map(|list| format!("it lacks {list}"));
    let extra = listed(extra.iter().copied()).map(|list| format!("it also has {list}"));
    let differences: Vec<String> = missing.into_iter().chain(extra).collect();
    Diagnostic::new(E0412, span, format!("{} does not have the same columns", quoted(name)))
        .label(differences.join("; "))
        .help("bring both to the same columns first: `select` on one side, or `derive` the missing ones")
}
