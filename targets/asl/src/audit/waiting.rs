//! Work that is started and not waited for.

use pipelinec_core::{Diagnostic, diag};

use super::Audited;
use super::calls::{self, STARTED};

pub(super) fn audit(audited: &Audited<'_>, findings: &mut Vec<Diagnostic>) {
    let machine = &audited.definition.machine;
    let mut asked = Vec::new();
    machine.each_state(&mut |state| asked.extend(state.call()));
    machine.each_state(&mut |state| {
        let Some((call, None)) = state.call().map(calls::pattern) else { return };
        let Some(started) = STARTED.iter().find(|started| started.call == call) else { return };
        if !asked.iter().any(|call| started.asked_by.contains(call)) {
            let span = state.field("Resource").map_or(state.name.span, |resource| resource.span);
            findings.push(diag::not_waited_for(span, &state.name.value, started.what, started.fix));
        }
    });
}
