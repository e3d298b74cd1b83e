use pipelinec_syntax::Span;

use super::code::E0817;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// Rows of earlier runs, which the dataset's mode keeps, have other columns than this run writes.
#[must_use]
pub fn earlier_rows(dataset: Span, name: &str, path: &str, reason: &str) -> Diagnostic {
    Diagnostic::new(E0817, dataset, format!("{} keeps the rows in {}, but {reason}", quoted(name), quoted(path)))
        .label("its columns have changed")
        .help("write all rows again with `mode: overwrite`, or move the earlier ones away")
}
