//! States that nothing leads to.

use std::collections::BTreeSet;

use pipelinec_core::{Diagnostic, diag};

use super::Audited;

pub(super) fn audit(audited: &Audited<'_>, findings: &mut Vec<Diagnostic>) {
    audited.definition.machine.walk(&mut |machine| {
        let Some(start) = &machine.start_at else { return };
        let mut seen = BTreeSet::new();
        let mut open = vec![start.value.as_str()];
        while let Some(name) = open.pop() {
            // A name of no state is a finding already, and what it should lead to is not known.
            let Some((_, state)) = machine.find(name) else { return };
            if !seen.insert(name) {
                continue;
            }
            open.extend(state.onward());
            open.extend(state.catch.iter().filter_map(|c| c.next.as_ref()).map(|name| name.value.as_str()));
        }
        let lonely = machine.states.iter().filter(|state| !seen.contains(state.name.value.as_str()));
        findings.extend(lonely.map(|state| diag::unreachable_state(state.name.span, &state.name.value)));
    });
}
