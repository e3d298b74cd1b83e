use pipelinec_syntax::Span;

use super::code::E0706;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A schedule expression that EventBridge Scheduler would refuse.
#[must_use]
pub fn bad_schedule(span: Span, schedule: &str, reason: &str) -> Diagnostic {
    Diagnostic::new(E0706, span, format!("{} is not a schedule: {reason}", quoted(schedule)))
        .help("write `cron(0 5 * * ? *)` for every day at 05:00 UTC, or `rate(6 hours)`")
}
