use pipelinec_syntax::Span;

use super::code::W1013;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A secret in a machine's data.
#[must_use]
pub fn secret_in_data(span: Span, key: &str) -> Diagnostic {
    Diagnostic::new(W1013, span, format!("{} puts a secret into the execution's data", quoted(key)))
        .label("every history shows it")
        .help("let the task read it from Secrets Manager, and pass the secret's name")
}
