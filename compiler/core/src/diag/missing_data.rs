use pipelinec_syntax::Span;

use super::code::E0801;
use crate::diag::Diagnostic;
use crate::diag::suggest::{did_you_mean, quoted};

/// An input whose file or folder does not exist. `beside` are the names that stand in the folder where it should be.
#[must_use]
pub fn missing_data(span: Span, dataset: &str, path: &str, folder: &str, beside: &[&str]) -> Diagnostic {
    let name = path.rsplit('/').next().unwrap_or(path);
    let help = did_you_mean(name, beside.iter().copied())
        .unwrap_or_else(|| "check the path, or name the data folder with `--data`".to_owned());
    Diagnostic::new(E0801, span, format!("input {} has no data: {} is not there", quoted(dataset), quoted(path)))
        .label(format!("looked in {}", quoted(folder)))
        .help(help)
}
