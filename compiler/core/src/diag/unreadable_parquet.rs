use pipelinec_syntax::Span;

use super::code::E0805;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A file that cannot be read as Parquet.
#[must_use]
pub fn unreadable_parquet(span: Span, dataset: &str, file: &str, reason: &str) -> Diagnostic {
    Diagnostic::new(E0805, span, format!("{} of input {} is not readable as Parquet", quoted(file), quoted(dataset)))
        .label(reason.to_owned())
        .help("replace the file, or set the input's `format`")
}
