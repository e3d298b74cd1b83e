use pipelinec_syntax::Span;

use super::code::W1010;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A key of CloudFormation, which Step Functions takes for data.
#[must_use]
pub fn cloudformation_in_machine(span: Span, key: &str) -> Diagnostic {
    Diagnostic::new(W1010, span, format!("{} is CloudFormation's: Step Functions sends it as it stands", quoted(key)))
        .label("taken for data")
        .help("resolve it in the template, or use a substitution such as `${Bucket}`")
}
