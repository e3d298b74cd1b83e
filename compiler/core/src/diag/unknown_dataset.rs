use pipelinec_syntax::Span;

use super::code::E0202;
use crate::diag::Diagnostic;
use crate::diag::suggest::{did_you_mean_or_list, quoted};

/// A dataset the project does not have.
#[must_use]
pub fn unknown_dataset(span: Span, name: &str, datasets: &[&str]) -> Diagnostic {
    let diagnostic = Diagnostic::new(E0202, span, format!("there is no dataset {}", quoted(name)));
    match did_you_mean_or_list(name, "the datasets are", datasets.iter().copied()) {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}
