use pipelinec_syntax::Span;

use super::code::W1008;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A cluster that does not end itself when it is idle.
#[must_use]
pub fn no_idle_policy(span: Span, state: &str) -> Diagnostic {
    Diagnostic::new(W1008, span, format!("the cluster of {} does not end itself when it is idle", quoted(state)))
        .label("outlives an execution that is stopped")
        .help("add `\"AutoTerminationPolicy\": {\"IdleTimeout\": 3600}` to its parameters")
}
