use pipelinec_syntax::Span;

use super::code::E0221;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// Two names that are one table in the catalog.
#[must_use]
pub fn dataset_case_clash(span: Span, name: &str, other: &str, other_span: Span) -> Diagnostic {
    let message = format!("{} and {} differ only in letter case", quoted(name), quoted(other));
    Diagnostic::new(E0221, span, message)
        .label("one table with the other")
        .also(other_span, "the other")
        .help("the Glue catalog stores names in lower case: rename one of them")
}
