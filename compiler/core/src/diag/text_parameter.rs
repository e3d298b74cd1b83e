use pipelinec_syntax::Span;

use super::code::E0716;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A text parameter in a query that Step Functions sends to Athena itself.
#[must_use]
pub fn text_parameter(span: Span, query: &str, param: &str) -> Diagnostic {
    let message =
        format!("query {} uses the text parameter {}, which needs the Lambda function", quoted(query), quoted(param));
    Diagnostic::new(E0716, span, message).help("set `via: lambda` under `query` of the environment")
}
