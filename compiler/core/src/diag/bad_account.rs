use pipelinec_syntax::Span;

use super::code::E0705;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// An account id that is not 12 digits.
#[must_use]
pub fn bad_account(span: Span, account: &str) -> Diagnostic {
    Diagnostic::new(E0705, span, format!("{} is not an AWS account id", quoted(account)))
        .help("write its 12 digits in quotes, or leave `account` out: it is then filled in at deploy")
}
