use pipelinec_syntax::Span;

use super::code::E0816;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// What stands where a dataset is to be published was not written by a run.
#[must_use]
pub fn foreign_output(dataset: Span, name: &str, path: &str) -> Diagnostic {
    Diagnostic::new(E0816, dataset, format!("publishing {} would delete {}", quoted(name), quoted(path)))
        .label("this dataset is written there")
        .help("move it away, or choose another folder with `--out`")
}
