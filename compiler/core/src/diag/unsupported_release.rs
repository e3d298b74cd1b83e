use pipelinec_syntax::Span;

use super::code::E0704;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// An EMR release whose Spark lacks what the generated jobs use.
#[must_use]
pub fn unsupported_release(span: Span, release: &str) -> Diagnostic {
    Diagnostic::new(E0704, span, format!("the jobs do not run on EMR release {}", quoted(release)))
        .help("use a 7.x release, such as `emr-7.12.0`")
}
