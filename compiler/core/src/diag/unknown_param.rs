use super::code::E0814;
use crate::diag::Diagnostic;
use crate::diag::suggest::{did_you_mean_or_list, quoted};

/// A value for a parameter nobody declared.
#[must_use]
pub fn unknown_param(name: &str, declared: &[&str]) -> Diagnostic {
    let help = did_you_mean_or_list(name, "the parameters are", declared.iter().copied())
        .unwrap_or_else(|| "the spec declares no parameters".to_owned());
    Diagnostic::unplaced(E0814, format!("no parameter {}", quoted(name))).help(help)
}
