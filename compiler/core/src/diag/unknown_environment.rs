use super::code::E0715;
use crate::diag::Diagnostic;
use crate::diag::suggest::{did_you_mean_or_list, quoted};

/// `--env` names no environment, or (`None`) there are several and it names none. `known`: those of the file.
#[must_use]
pub fn unknown_environment(name: Option<&str>, known: &[&str]) -> Diagnostic {
    let message = match name {
        Some(name) => format!("there is no environment {}", quoted(name)),
        None if known.is_empty() => "`environments.yaml` has no environment".to_owned(),
        None => "there are several environments".to_owned(),
    };
    let help = did_you_mean_or_list(name.unwrap_or_default(), "environments", known.iter().copied());
    Diagnostic { help, ..Diagnostic::unplaced(E0715, message) }
}
