use super::code::E0904;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// Another run holds the output folder.
#[must_use]
pub fn output_busy(path: &str) -> Diagnostic {
    Diagnostic::unplaced(E0904, format!("another run writes to {}", quoted(path)))
        .help("wait for it, or choose another folder with `--out`")
}
