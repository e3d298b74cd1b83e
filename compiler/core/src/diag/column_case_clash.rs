use pipelinec_syntax::Span;

use super::code::E0223;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// Two columns that Spark and Athena take for one.
#[must_use]
pub fn column_case_clash(span: Span, name: &str, other: &str, other_span: Span) -> Diagnostic {
    let message = format!("columns {} and {} differ only in letter case", quoted(name), quoted(other));
    Diagnostic::new(E0223, span, message)
        .label("one column with the other")
        .also(other_span, "the other")
        .help("Spark and Athena ignore the case of column names: rename one of them")
}
