//! Tasks that can wait for a year.

use pipelinec_core::{Diagnostic, diag};

use super::Audited;
use super::calls;

pub(super) fn audit(audited: &Audited<'_>, findings: &mut Vec<Diagnostic>) {
    if audited.definition.has_timeout {
        return;
    }
    audited.definition.machine.each_state(&mut |state| {
        let Some(call) = state.call() else { return };
        let waits = calls::pattern(call).1.is_some() || call.contains(":activity:");
        let limits = ["TimeoutSeconds", "TimeoutSecondsPath", "HeartbeatSeconds", "HeartbeatSecondsPath"];
        if waits && limits.iter().all(|key| state.field(key).is_none()) {
            findings.push(diag::no_timeout(state.name.span, &state.name.value));
        }
    });
}
