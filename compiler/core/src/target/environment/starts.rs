//! What starts runs, with which parameters, and who is told of their end.

use pipelinec_syntax::Span;
use pipelinec_syntax::tree::Spanned;
use pipelinec_syntax::tree::environments::{Environment, Notify, Schedule, Trigger};

use super::{is_account, is_region, schedule};
use crate::check::literal::parse_value;
use crate::diag::{self, Diagnostic};
use crate::ir::{DatasetKind, Pipeline};
use crate::literals::zones;
use crate::plan::Plan;

pub(super) fn check(plan: &Plan, environment: &Environment) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if let Some(schedule) = &environment.schedule {
        found.extend(scheduled(&plan.pipeline, schedule));
    }
    if let Some(trigger) = &environment.trigger {
        found.extend(triggered(plan, environment, trigger));
    }
    if let Some(Notify { topic, .. }) = environment.notify.as_ref().filter(|notify| !is_topic(&notify.topic.value)) {
        found.push(diag::bad_topic(topic.span, &topic.value));
    }
    found
}

fn scheduled(pipeline: &Pipeline, schedule: &Schedule) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let Schedule { expression, time_zone, params } = schedule;
    if let Some(reason) = schedule::problem(&expression.value) {
        found.push(diag::bad_schedule(expression.span, &expression.value, &reason));
    }
    if let Some((zone, trouble)) = time_zone.as_ref().and_then(|zone| Some((zone, zones::check(&zone.value).err()?))) {
        found.push(diag::bad_time_zone(zone.span, &trouble.message, trouble.help.as_deref()));
    }
    let known: Vec<&str> = pipeline.params.iter().map(|param| &*param.name).collect();
    for (name, value) in params {
        match pipeline.params.iter().find(|param| *param.name == *name.text) {
            None => found.push(diag::schedule_param(name.span, &name.text, &value.value, None, &known)),
            Some(param) => {
                if let Err(why) = parse_value(&value.value, &param.ty) {
                    found.push(diag::schedule_param(value.span, &name.text, &value.value, Some(&why), &known));
                }
            }
        }
    }
    let given: Vec<&str> = params.iter().map(|(name, _)| name.text.as_str()).collect();
    found.extend(without_value(pipeline, &given, expression.span, "schedule"));
    found
}

/// Every run that is started so would end at once.
fn without_value(pipeline: &Pipeline, given: &[&str], at: Span, what: &str) -> Vec<Diagnostic> {
    let missing = pipeline.params.iter().filter(|param| param.default.is_none() && !given.contains(&&*param.name));
    missing.map(|param| diag::start_without_param(at, what, &param.name, param.span)).collect()
}

fn triggered(plan: &Plan, environment: &Environment, trigger: &Trigger) -> Vec<Diagnostic> {
    let Trigger { s3, suffix } = trigger;
    let mut found = without_value(&plan.pipeline, &[], s3.span, "trigger");
    let prefix = trigger_prefix(plan, environment);
    let Some(prefix) = prefix.as_deref().filter(|prefix| !prefix.is_empty() && !prefix.contains(['*', '?', ':']))
    else {
        found.push(diag::bad_trigger(s3.span, &s3.value, "it is neither an input nor a prefix in the bucket"));
        return found;
    };
    let layout = &environment.layout;
    for (area, written) in
        [("output", &layout.output), ("results", &layout.results), ("logs", &layout.logs), ("scripts", &layout.scripts)]
    {
        if written.starts_with(prefix) || prefix.starts_with(written.as_str()) {
            let reason = format!("it watches `{written}`, the `{area}` of the layout: every run would start the next");
            found.push(diag::bad_trigger(s3.span, &s3.value, &reason));
        }
    }
    if let Some(suffix) = suffix.as_ref().filter(|suffix| suffix.value.is_empty() || suffix.value.contains(['*', '\\']))
    {
        let reason = "`suffix` is the end of a key as it stands, without wildcards";
        found.push(diag::bad_setting(suffix.span, reason, "write `.csv`, or the name of a marker such as `_SUCCESS`"));
    }
    found
}

/// The prefix of the keys that start a run: an input's folder, or what is written. Without a trigger none.
#[must_use]
pub fn trigger_prefix(plan: &Plan, environment: &Environment) -> Option<String> {
    let Spanned { value: written, .. } = &environment.trigger.as_ref()?.s3;
    let input = plan.pipeline.iter().find_map(|(_, dataset)| match &dataset.kind {
        DatasetKind::Input(input) if *dataset.name == **written => Some(input),
        DatasetKind::Input(_) | DatasetKind::Transform(_) | DatasetKind::Kpi(_) | DatasetKind::Query(_) => None,
    });
    let Some(input) = input else { return Some(written.trim_start_matches('/').to_owned()) };
    let path = input.path.as_str();
    let fixed = path.split(['*', '?', '[', '{']).next().unwrap_or_default();
    // `orders` is a folder; without the slash `orders_2.csv` would start runs, too.
    let is_folder =
        fixed == path && !fixed.ends_with('/') && !fixed.rsplit('/').next().unwrap_or_default().contains('.');
    Some(format!("{}{fixed}{}", environment.layout.input, if is_folder { "/" } else { "" }))
}

fn is_topic(topic: &str) -> bool {
    let parts: Vec<&str> = topic.split(':').collect();
    matches!(parts.as_slice(), ["arn", partition, "sns", region, account, name]
        if partition.starts_with("aws") && is_region(region) && is_account(account) && !name.is_empty())
}
