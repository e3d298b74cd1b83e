use pipelinec_syntax::Span;

use super::code::E0802;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// An input whose folder or pattern holds no file.
#[must_use]
pub fn no_matching_files(span: Span, dataset: &str, path: &str, folder: &str) -> Diagnostic {
    Diagnostic::new(E0802, span, format!("input {} has no files: nothing matches {}", quoted(dataset), quoted(path)))
        .label(format!("looked in {}", quoted(folder)))
        .help("check the pattern; names that start with `.` or `_` are left out")
}
