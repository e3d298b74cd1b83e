use pipelinec_syntax::Span;

use super::code::E0124;
use crate::diag::Diagnostic;

/// A file in UTF-16.
#[must_use]
pub fn utf16(span: Span) -> Diagnostic {
    Diagnostic::new(E0124, span, "the file is UTF-16, not UTF-8")
        .help("save it as UTF-8; PowerShell's `>` writes UTF-16, `Out-File -Encoding utf8` does not")
}
