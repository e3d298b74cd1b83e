use super::code::E0815;
use crate::diag::Diagnostic;
use crate::diag::suggest::{did_you_mean_or_list, quoted};

/// A selected dataset that does not exist, or is an input.
#[must_use]
pub fn unknown_selection(name: &str, datasets: &[&str]) -> Diagnostic {
    let help = did_you_mean_or_list(name, "what can be computed is", datasets.iter().copied())
        .unwrap_or_else(|| "the spec computes nothing".to_owned());
    Diagnostic::unplaced(E0815, format!("no dataset {} to compute", quoted(name))).help(help)
}
