use pipelinec_syntax::Span;

use super::code::E0510;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A path that does not end in a known format.
#[must_use]
pub fn unknown_format(span: Span, path: &str) -> Diagnostic {
    Diagnostic::new(E0510, span, format!("the format of {} does not show in its name", quoted(path)))
        .label("a folder, or an unknown ending")
        .help("add `format: csv`, `format: json` or `format: parquet`")
}
