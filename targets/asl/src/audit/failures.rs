//! Failures that end as success.

use std::collections::BTreeSet;

use pipelinec_core::{Diagnostic, diag};

use super::Audited;
use super::flow::Trail;

pub(super) fn audit(audited: &Audited<'_>, findings: &mut Vec<Diagnostic>) {
    let mut told = BTreeSet::new();
    // A way that only handles failures says more than one that the run passes anyway.
    let mut hidden: Vec<_> = audited.flow.hidden.iter().collect();
    hidden.sort_by_key(|(_, is_usual)| *is_usual);
    for (end, is_usual) in hidden {
        let Some(caught) = &end.caught else { continue };
        if !told.insert(caught.span) {
            continue;
        }
        let way = Trail::names(end.trail.as_ref()).join(" → ");
        findings.push(if *is_usual {
            diag::failure_passed_over(caught.span, &caught.state, end.span, &way)
        } else {
            diag::failure_ends_as_success(caught.span, &caught.state, end.span, &way)
        });
    }
}
