//! Loops that ask how something stands: they wait between the questions, and end.

use std::collections::BTreeSet;

use pipelinec_core::{Diagnostic, diag};

use super::Audited;
use super::calls;
use crate::document::{Kind, Machine, State};

/// Comparisons of numbers and times: what a counter or a deadline is read with.
const BOUNDS: &[&str] = &["Numeric", "Timestamp"];

pub(super) fn audit(audited: &Audited<'_>, findings: &mut Vec<Diagnostic>) {
    let has_timeout = audited.definition.has_timeout;
    audited.definition.machine.walk(&mut |machine| {
        for state in machine.states.iter().filter(|state| state.call().is_some_and(asks)) {
            let round = round(machine, state);
            if round.is_empty() {
                continue;
            }
            if !round.iter().any(|state| matches!(state.kind, Kind::Wait)) {
                findings.push(diag::poll_without_wait(state.name.span, &state.name.value));
            }
            if !has_timeout && !round.iter().any(|state| is_bound(state)) {
                findings.push(diag::poll_without_end(state.name.span, &state.name.value));
            }
        }
    });
}

/// Whether a call asks how something stands. What a function does is not known.
fn asks(call: &str) -> bool {
    if call.starts_with("arn:") {
        return false;
    }
    let name = calls::pattern(call).0.rsplit(':').next().unwrap_or_default();
    ["get", "describe", "list"].iter().any(|verb| name.starts_with(verb))
}

/// A choice that compares a number or a time; JSONata can say it in many ways.
fn is_bound(state: &State) -> bool {
    let Kind::Choice { rules, .. } = &state.kind else { return false };
    let mut found = state.is_jsonata;
    for rule in rules {
        rule.json.walk(None, &mut |key, _| {
            found |= key.is_some_and(|key| BOUNDS.iter().any(|bound| key.value.starts_with(bound)));
        });
    }
    found
}

/// The states on ways from a state back to itself.
fn round<'m>(machine: &'m Machine, state: &'m State) -> Vec<&'m State> {
    let from = after(machine, state.name.value.as_str());
    let back: BTreeSet<&str> =
        from.iter().copied().filter(|n| after(machine, n).contains(state.name.value.as_str())).collect();
    machine.states.iter().filter(|state| back.contains(state.name.value.as_str())).collect()
}

/// The names of the states that can come after one.
fn after<'m>(machine: &'m Machine, name: &str) -> BTreeSet<&'m str> {
    let mut seen = BTreeSet::new();
    let mut open: Vec<&str> = machine.find(name).into_iter().flat_map(|(_, state)| state.onward()).collect();
    while let Some(name) = open.pop() {
        let Some((_, state)) = machine.find(name) else { continue };
        if seen.insert(state.name.value.as_str()) {
            open.extend(state.onward());
        }
    }
    seen
}
