//! What starts runs by itself, and what tells of runs that could not tell themselves: requests for EventBridge.

use pipelinec_core::target::Bundle;
use serde_json::{Map, Value, json};

use crate::{Context, data, roles};

/// A rule of EventBridge and its one target.
pub(crate) struct Rule {
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) pattern: Value,
    pub(crate) target: Value,
}

/// The `CreateSchedule` request.
pub(crate) fn schedule(context: &Context<'_>) -> Option<Value> {
    let schedule = context.environment.schedule.as_ref()?;
    let params: Map<String, Value> =
        schedule.params.iter().map(|(name, value)| (name.text.clone(), value.value.as_str().into())).collect();
    let input = if params.is_empty() { json!({}) } else { json!({ "params": params }) };
    Some(json!({
        "Name": context.names.schedule,
        "Description": format!("Starts {}.", context.names.state_machine),
        "ScheduleExpression": schedule.expression.value,
        "ScheduleExpressionTimezone": schedule.time_zone.as_ref().map_or("UTC", |zone| zone.value.as_str()),
        "FlexibleTimeWindow": { "Mode": "OFF" },
        "State": "ENABLED",
        "Target": {
            "Arn": roles::machine_arn(context),
            "RoleArn": context.arns.role(&context.names.start_role),
            "Input": input.to_string(),
        },
    }))
}

/// Starts a run when an object arrives. The bucket must send its events to EventBridge.
pub(crate) fn trigger(context: &Context<'_>) -> Option<Rule> {
    let trigger = context.environment.trigger.as_ref()?;
    let prefix = data::arrival_prefix(context, &trigger.s3.value);
    // Two conditions on one field are alternatives; a wildcard is both at once.
    let key = match &trigger.suffix {
        Some(suffix) => json!({ "wildcard": format!("{}*{}", literal(&prefix), literal(&suffix.value)) }),
        None => json!({ "prefix": prefix }),
    };
    Some(Rule {
        name: context.names.trigger_rule.clone(),
        description: format!("Starts {} when data arrives.", context.names.state_machine),
        pattern: json!({
            "source": ["aws.s3"],
            "detail-type": ["Object Created"],
            "detail": { "bucket": { "name": [context.environment.bucket.value] }, "object": { "key": [key] } },
        }),
        target: json!({
            "Id": "pipeline",
            "Arn": roles::machine_arn(context),
            "RoleArn": context.arns.role(&context.names.start_role),
            "Input": "{}",
        }),
    })
}

/// Text as a part of a wildcard pattern.
fn literal(text: &str) -> String {
    text.replace('\\', "\\\\").replace('*', "\\*")
}

/// Tells of runs that did not end well. A run that is stopped or times out cannot tell so itself, nor can one that fails
/// outside of every `Catch`. A failure that the machine tells is told twice: better than not at all.
pub(crate) fn failure(context: &Context<'_>) -> Option<Rule> {
    let notify = context.environment.notify.as_ref()?;
    let machine = &context.names.state_machine;
    Some(Rule {
        name: context.names.failure_rule.clone(),
        description: format!("Tells of runs of {machine} that did not end well."),
        pattern: json!({
            "source": ["aws.states"],
            "detail-type": ["Step Functions Execution Status Change"],
            "detail": {
                "stateMachineArn": [roles::machine_arn(context)],
                "status": ["FAILED", "TIMED_OUT", "ABORTED"],
            },
        }),
        target: json!({
            "Id": "topic",
            "Arn": notify.topic.value,
            "InputTransformer": {
                "InputPathsMap": { "execution": "$.detail.executionArn", "status": "$.detail.status" },
                "InputTemplate": format!("\"{machine}: <status>. Execution: <execution>\""),
            },
        }),
    })
}

/// Adds `events/*.json`: the requests of `CreateSchedule`, and of `PutRule` and `PutTargets`.
pub(crate) fn emit(context: &Context<'_>, bundle: &mut Bundle) {
    if let Some(request) = schedule(context) {
        bundle.add("events/schedule.json", format!("{request:#}\n"));
    }
    for (path, rule) in [("events/trigger.json", trigger(context)), ("events/failure.json", failure(context))] {
        let Some(Rule { name, description, pattern, target }) = rule else { continue };
        let rule = json!({
            "Name": name,
            "Description": description,
            "EventPattern": pattern.to_string(),
            "State": "ENABLED",
        });
        let requests = json!({ "PutRule": rule, "PutTargets": { "Rule": name, "Targets": [target] } });
        bundle.add(path, format!("{requests:#}\n"));
    }
}
