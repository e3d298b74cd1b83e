use pipelinec_syntax::Span;

use super::code::E1010;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A way that ends well and leaves a cluster running.
#[must_use]
pub fn cluster_left_running(span: Span, name: &str, end: Span, way: &str) -> Diagnostic {
    Diagnostic::new(
        E1010,
        span,
        format!("the cluster of {} still runs when the execution succeeds: {way}", quoted(name)),
    )
    .label("starts here")
    .also(end, "ends here")
    .help("end it with `elasticmapreduce:terminateCluster` before the last state")
}
