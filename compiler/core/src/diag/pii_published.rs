use pipelinec_syntax::Span;

use super::code::E0505;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A `pii` column in a KPI, a query or a CSV file.
#[must_use]
pub fn pii_published(span: Span, column: &str, place: &str, dataset: &str, from: Option<Span>) -> Diagnostic {
    let message = format!("personal data in {place} {}: {}", quoted(dataset), quoted(column));
    let diagnostic = Diagnostic::new(E0505, span, message)
        .label("holds personal data")
        .help(format!("hash it (`sha256({column})`), count it, leave it out, or name it in `allow_pii: [{column}]`"));
    match from {
        Some(from) => diagnostic.also(from, "comes from here"),
        None => diagnostic,
    }
}
