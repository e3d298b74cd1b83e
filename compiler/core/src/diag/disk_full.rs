use super::code::E0902;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// No space left where outputs are written.
#[must_use]
pub fn disk_full(path: &str) -> Diagnostic {
    Diagnostic::unplaced(E0902, format!("the disk that holds {} is full", quoted(path)))
        .help("free space or choose another folder with `--out`; earlier outputs are unchanged")
}
