use pipelinec_syntax::Span;

use super::code::W1012;
use crate::diag::Diagnostic;

/// Steps in several branches, and a cluster with one step at a time.
#[must_use]
pub fn steps_queue(span: Span, cluster: Span) -> Diagnostic {
    Diagnostic::new(W1012, span, "steps of several branches queue: the cluster runs one at a time")
        .label("waits for the other branch")
        .also(cluster, "no `StepConcurrencyLevel` above 1")
        .help("set `StepConcurrencyLevel` to the number of branches")
}
