use pipelinec_syntax::Span;

use super::code::E0707;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A `notify` value that is not the ARN of an SNS topic.
#[must_use]
pub fn bad_topic(span: Span, topic: &str) -> Diagnostic {
    Diagnostic::new(E0707, span, format!("{} is not the ARN of an SNS topic", quoted(topic)))
        .help("write it in full, such as `arn:aws:sns:eu-west-1:123456789012:alerts`")
}
