use super::code::E0903;
use crate::diag::Diagnostic;

/// The run was stopped by the user.
#[must_use]
pub fn cancelled() -> Diagnostic {
    Diagnostic::unplaced(E0903, "the run was stopped").help("earlier outputs are unchanged")
}
