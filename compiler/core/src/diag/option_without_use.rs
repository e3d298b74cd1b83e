use pipelinec_syntax::Span;

use super::code::E0515;
use crate::diag::Diagnostic;

/// A CSV option of a JSON or Parquet input.
#[must_use]
pub fn option_without_use(span: Span, option: &str, format: &str) -> Diagnostic {
    Diagnostic::new(E0515, span, format!("`{option}` is for csv, and this input is {format}"))
        .label("not used")
        .help(format!("leave out `{option}`"))
}
