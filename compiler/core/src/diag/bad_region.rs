use pipelinec_syntax::Span;

use super::code::E0702;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A region that cannot be one.
#[must_use]
pub fn bad_region(span: Span, region: &str) -> Diagnostic {
    Diagnostic::new(E0702, span, format!("{} is not an AWS region", quoted(region)))
        .help("regions look like `eu-west-1` or `us-east-2`")
}
