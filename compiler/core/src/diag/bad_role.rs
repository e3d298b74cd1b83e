use pipelinec_syntax::Span;

use super::code::E0724;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A role that IAM cannot have.
#[must_use]
pub fn bad_role(span: Span, role: &str) -> Diagnostic {
    Diagnostic::new(E0724, span, format!("{} is not a role", quoted(role)))
        .help("write a role's name, its ARN, or `create`")
}
