use pipelinec_syntax::Span;

use super::code::E1017;
use crate::diag::Diagnostic;

/// `HeartbeatSeconds` not below `TimeoutSeconds`.
#[must_use]
pub fn heartbeat_too_long(span: Span) -> Diagnostic {
    Diagnostic::new(E1017, span, "the heartbeat is not shorter than the timeout")
        .label("never noticed")
        .help("make `HeartbeatSeconds` smaller than `TimeoutSeconds`")
}
