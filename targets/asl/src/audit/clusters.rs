//! Clusters that run on, and the data that ends them.

use pipelinec_core::{Diagnostic, diag};

use super::Audited;
use super::calls;
use super::flow::{End, Ending, Error, Trail};

pub(super) fn audit(audited: &Audited<'_>, findings: &mut Vec<Diagnostic>) {
    leaks(audited, findings);
    lost(audited, findings);
    idle(audited, findings);
}

/// The first, shortest way of each kind that leaves a cluster running.
fn leaks(audited: &Audited<'_>, findings: &mut Vec<Diagnostic>) {
    let flow = &audited.flow;
    for (maker, (name, span)) in flow.makers.iter().enumerate() {
        let ends: Vec<&End> = flow.ends.iter().filter(|end| end.clusters.contains(&maker)).collect();
        let way = |end: &End| Trail::names(end.trail.as_ref()).join(" → ");
        let good = ends.iter().find(|end| end.caught.is_none() && !matches!(end.ending, Ending::Uncaught(_)));
        if let Some(end) = good {
            findings.push(diag::cluster_left_running(*span, name, end.span, &way(end)));
        }
        let caught = ends.iter().filter(|end| !matches!(end.ending, Ending::Uncaught(_)));
        if let Some((end, caught)) = caught.filter_map(|end| Some((end, end.caught.as_ref()?))).next() {
            let failed = format!("`{}` fails with {}", caught.state, caught.error.name());
            findings.push(diag::cluster_left_after_failure(*span, name, caught.span, &failed, &way(end)));
        }
        // Where the id is lost, that is the finding.
        let lost = |end: &End| matches!(end.ending, Ending::Uncaught(Error::Runtime));
        let uncaught = ends.iter().filter(|end| !lost(end));
        if let Some((end, error)) = uncaught.filter_map(|end| Some((end, uncaught_error(end)?))).next() {
            let failed = format!("`{}` fails with {}", end.state, error.name());
            findings.push(diag::cluster_left_uncaught(*span, name, end.span, &failed, &way(end)));
        }
    }
}

fn uncaught_error(end: &End) -> Option<Error> {
    if let Ending::Uncaught(error) = end.ending { Some(error) } else { None }
}

/// Paths that lead nowhere; those that name a cluster to end are told as such.
fn lost(audited: &Audited<'_>, findings: &mut Vec<Diagnostic>) {
    for lost in &audited.flow.lost {
        let by = lost.by.as_ref().map(|(state, span)| (state.as_str(), *span));
        findings.push(if lost.ends_cluster {
            diag::cluster_id_lost(lost.span, &lost.text, by)
        } else {
            diag::path_leads_nowhere(lost.span, &lost.text, by)
        });
    }
}

/// A cluster without an idle policy outlives an execution that is stopped from outside.
fn idle(audited: &Audited<'_>, findings: &mut Vec<Diagnostic>) {
    audited.definition.machine.each_state(&mut |state| {
        if !state.call().is_some_and(calls::makes_cluster) {
            return;
        }
        let Some(parameters) = state.field("Parameters").or_else(|| state.field("Arguments")) else { return };
        let is_given = parameters.get("AutoTerminationPolicy").or_else(|| parameters.get("AutoTerminationPolicy.$"));
        let is_unknown = parameters.as_str().is_some();
        if is_given.is_none() && !is_unknown {
            findings.push(diag::no_idle_policy(state.name.span, &state.name.value));
        }
    });
}
