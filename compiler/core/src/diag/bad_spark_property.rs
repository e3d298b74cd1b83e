use pipelinec_syntax::Span;

use super::code::E0721;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A property that cannot be given to Spark.
#[must_use]
pub fn bad_spark_property(span: Span, key: &str, why: &str) -> Diagnostic {
    Diagnostic::new(E0721, span, format!("{} cannot be set: {why}", quoted(key)))
        .help("set sizes and the like, such as `spark.executor.memory: 8g`")
}
