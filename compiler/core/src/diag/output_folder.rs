use super::code::E0811;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// An output folder that cannot be made or written.
#[must_use]
pub fn output_folder(path: &str, reason: &str) -> Diagnostic {
    Diagnostic::unplaced(E0811, format!("output folder {} cannot be written: {reason}", quoted(path)))
        .help("choose another folder with `--out`")
}
