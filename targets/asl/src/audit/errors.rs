//! Error names, their order, and the numbers of retriers.

use pipelinec_core::{Diagnostic, diag};

use super::Audited;
use crate::document::{Json, State, Text};

/// Names that Step Functions reserves. Source: Step Functions developer guide, "Handling errors".
const RESERVED: &[&str] = &[
    "States.ALL",
    "States.BranchFailed",
    "States.DataLimitExceeded",
    "States.ExceedToleratedFailureThreshold",
    "States.HeartbeatTimeout",
    "States.Http.Socket",
    "States.IntrinsicFailure",
    "States.ItemReaderFailed",
    "States.NoChoiceMatched",
    "States.ParameterPathFailure",
    "States.Permissions",
    "States.QueryEvaluationError",
    "States.ResultPathMatchFailure",
    "States.ResultWriterFailed",
    "States.Runtime",
    "States.TaskFailed",
    "States.Timeout",
];

pub(super) fn audit(audited: &Audited<'_>, findings: &mut Vec<Diagnostic>) {
    audited.definition.machine.each_state(&mut |state| {
        let retry: Vec<&[Text]> = state.retry.iter().map(|r| r.errors.as_slice()).collect();
        let catch: Vec<&[Text]> = state.catch.iter().map(|c| c.errors.as_slice()).collect();
        for list in [retry, catch] {
            order(&list, findings);
            for name in list.into_iter().flatten() {
                if name.value.starts_with("States.") && !RESERVED.contains(&name.value.as_str()) {
                    findings.push(diag::unknown_error_name(name.span, &name.value, RESERVED));
                }
            }
        }
        numbers(state, findings);
    });
}

/// `States.ALL` stands alone, and last.
fn order(list: &[&[Text]], findings: &mut Vec<Diagnostic>) {
    for (at, names) in list.iter().enumerate() {
        let Some(all) = names.iter().find(|name| name.value == "States.ALL") else { continue };
        if names.len() > 1 {
            findings.push(diag::states_all_placed(all.span, "stands beside other names"));
        } else if at + 1 < list.len() {
            findings.push(diag::states_all_placed(all.span, "is not the last"));
        }
    }
}

fn numbers(state: &State, findings: &mut Vec<Diagnostic>) {
    for retrier in &state.retry {
        let mut at_least = |key: &str, least: f64| {
            if let Some(value) = retrier.json.get(key)
                && value.number().is_none_or(|number| number < least)
            {
                findings.push(diag::retry_number(value.span, key, least));
            }
        };
        at_least("IntervalSeconds", 1.0);
        at_least("BackoffRate", 1.0);
        at_least("MaxAttempts", 0.0);
        at_least("MaxDelaySeconds", 1.0);
    }
    let seconds = |key: &str| state.field(key).and_then(Json::number);
    if let (Some(heartbeat), Some(timeout), Some(field)) =
        (seconds("HeartbeatSeconds"), seconds("TimeoutSeconds"), state.field("HeartbeatSeconds"))
        && heartbeat >= timeout
    {
        findings.push(diag::heartbeat_too_long(field.span));
    }
}
