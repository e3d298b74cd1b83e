use pipelinec_syntax::Span;

use super::code::E0703;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A bucket name that S3 would refuse; `reason` says which rule it breaks.
#[must_use]
pub fn bad_bucket(span: Span, bucket: &str, reason: &str) -> Diagnostic {
    Diagnostic::new(E0703, span, format!("{} is not a bucket name: {reason}", quoted(bucket)))
        .help("write the bare name, such as `my-data-lake`; prefixes inside it go to `layout`")
}
