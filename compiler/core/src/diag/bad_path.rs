use pipelinec_syntax::Span;

use super::code::E0516;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A path that is absolute, leaves its folder, or cannot be written everywhere.
#[must_use]
pub fn bad_path(span: Span, path: &str, reason: &str) -> Diagnostic {
    Diagnostic::new(E0516, span, format!("the path {} cannot be used: {reason}", quoted(path)))
        .label("not a path below the root")
        .help("write a relative path with `/`, like `raw/users.csv`; where the root is stands in `environments.yaml`")
}
