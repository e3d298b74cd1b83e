//! The resources, in the order in which a reader wants them: the machine, what starts it, what it uses, who may do what.

use pipelinec_core::target::{Places, sha256};
use pipelinec_syntax::tree::environments::Compute;
use serde_json::{Map, Value, json};

use super::{Resource, Substitute};
use crate::roles::{self, Role};
use crate::starts::{self, Rule};
use crate::{Context, Defect};

/// Lambda's own limit; the function ends a little earlier by itself.
const FUNCTION_TIMEOUT: u32 = 900;
const FUNCTION_MEMORY: u32 = 256;
/// The workgroup that every account has.
const PRIMARY: &str = "primary";

/// Whether the template holds the workgroup.
pub(crate) fn makes_workgroup(context: &Context<'_>) -> bool {
    !context.plan.queries.is_empty() && context.environment.query.workgroup != PRIMARY
}

/// The roles that the template makes, and the rest by ARN.
#[derive(Clone, Copy)]
struct Made<'a> {
    context: &'a Context<'a>,
    roles: &'a [Role],
    substitute: &'a Substitute,
}

impl Made<'_> {
    /// The ARN of a role.
    fn role(self, kind: &str, name: &str) -> Value {
        if self.roles.iter().any(|role| role.kind == kind) {
            return json!({ "Fn::GetAtt": [role_id(kind), "Arn"] });
        }
        self.substitute.text(&self.context.arns.role(name))
    }
}

/// All resources.
pub(super) fn all(
    context: &Context<'_>,
    roles: &[Role],
    code: Option<&str>,
    places: &Places<'_>,
    substitute: &Substitute,
) -> Result<Vec<Resource>, Defect> {
    let made = Made { context, roles, substitute };
    let mut all = vec![state_machine(context, made)?];
    all.extend(schedule(context, made));
    all.extend(trigger(context, made));
    all.extend(failure_rule(context));
    all.extend(application(context));
    all.extend(catalog(context, places, made)?);
    if makes_workgroup(context) {
        all.push(workgroup(context, substitute));
    }
    all.extend(named_queries(context, places)?);
    if let Some(code) = code {
        all.extend(function(context, code, made));
    }
    for role in roles {
        all.extend(role_resources(role, substitute));
    }
    Ok(all)
}

fn file<'a>(context: &'a Context<'_>, path: &str) -> Result<&'a str, Defect> {
    let contents = context.bundle.files.get(path).ok_or_else(|| Defect(format!("`{path}` is missing")))?;
    std::str::from_utf8(contents).map_err(|e| Defect(format!("{path}: {e}")))
}

fn request(context: &Context<'_>, path: &str) -> Result<Map<String, Value>, Defect> {
    serde_json::from_str(file(context, path)?).map_err(|e| Defect(format!("{path}: {e}")))
}

fn state_machine(context: &Context<'_>, made: Made<'_>) -> Result<Resource, Defect> {
    let definition = file(context, "step_function.json")?;
    let properties = json!({
        "StateMachineName": context.names.state_machine,
        "StateMachineType": "STANDARD",
        "RoleArn": made.role("state_machine", &context.names.state_machine_role),
        "DefinitionString": made.substitute.text(definition),
        "Tags": [{ "Key": "pipelinec:pipeline", "Value": &*context.plan.pipeline.name }],
    });
    Ok(Resource::new("StateMachine", "AWS::StepFunctions::StateMachine", properties)
        .comment("step_function.json. Its history, with all inputs and outputs, is kept for 90 days."))
}

fn schedule(context: &Context<'_>, made: Made<'_>) -> Option<Resource> {
    let mut request = starts::schedule(context)?;
    if let Some(target) = request.get_mut("Target").and_then(Value::as_object_mut) {
        target.insert("Arn".into(), json!({ "Ref": "StateMachine" }));
        target.insert("RoleArn".into(), made.role("start", &context.names.start_role));
    }
    Some(Resource::new("Schedule", "AWS::Scheduler::Schedule", request).comment("`schedule` of the environment."))
}

/// Starts a run when data arrives.
fn trigger(context: &Context<'_>, made: Made<'_>) -> Option<Resource> {
    let mut rule = starts::trigger(context)?;
    if let Some(target) = rule.target.as_object_mut() {
        target.insert("Arn".into(), json!({ "Ref": "StateMachine" }));
        target.insert("RoleArn".into(), made.role("start", &context.names.start_role));
    }
    if let Some(bucket) = rule.pattern.pointer_mut("/detail/bucket/name/0") {
        *bucket = json!({ "Ref": "DataBucket" });
    }
    let comment = "`trigger` of the environment. The bucket must send its events to EventBridge.";
    Some(event_rule("TriggerRule", rule).comment(comment))
}

fn failure_rule(context: &Context<'_>) -> Option<Resource> {
    let mut rule = starts::failure(context)?;
    if let Some(machine) = rule.pattern.pointer_mut("/detail/stateMachineArn/0") {
        *machine = json!({ "Ref": "StateMachine" });
    }
    let comment = "The topic's own policy must let events.amazonaws.com publish: docs/deployment.md.";
    Some(event_rule("FailureRule", rule).comment(comment))
}

fn event_rule(id: &str, rule: Rule) -> Resource {
    let Rule { name, description, pattern, target } = rule;
    let properties = json!({
        "Name": name,
        "Description": description,
        "EventPattern": pattern,
        "State": "ENABLED",
        "Targets": [target],
    });
    Resource::new(id, "AWS::Events::Rule", properties)
}

fn application(context: &Context<'_>) -> Option<Resource> {
    let Compute::EmrServerless(serverless) = &context.environment.compute else { return None };
    if !serverless.application.is_empty() && serverless.application != "create" {
        return None;
    }
    let properties = json!({
        "Name": context.names.application_name,
        "Type": "SPARK",
        "ReleaseLabel": serverless.release.value,
        "MaximumCapacity": {
            "Cpu": format!("{} vCPU", serverless.max_vcpu.value),
            "Memory": format!("{} GB", serverless.max_memory_gb.value),
        },
        "AutoStartConfiguration": { "Enabled": true },
        "AutoStopConfiguration": { "Enabled": true, "IdleTimeoutMinutes": serverless.idle_minutes.value },
        "Tags": [{ "Key": "pipelinec:pipeline", "Value": &*context.plan.pipeline.name }],
    });
    Some(Resource::new("Application", "AWS::EMRServerless::Application", properties))
}

/// The database, and the crawler or the tables, as their files have them.
fn catalog(context: &Context<'_>, places: &Places<'_>, made: Made<'_>) -> Result<Vec<Resource>, Defect> {
    let catalog = ("CatalogId".to_owned(), json!({ "Ref": "AWS::AccountId" }));
    let with_catalog = |request: Map<String, Value>| Value::from_iter([catalog.clone()].into_iter().chain(request));
    let database = with_catalog(request(context, "glue/database.json")?);
    let mut all = vec![Resource::new("Database", "AWS::Glue::Database", database).comment("glue/database.json")];
    if context.bundle.files.contains_key("glue/crawler.json") {
        let crawler = request(context, "glue/crawler.json")?;
        let mut properties = made.substitute.value(&crawler.into());
        if let Some(properties) = properties.as_object_mut() {
            properties.insert("Role".into(), made.role("crawler", &context.names.crawler_role));
        }
        let crawler = Resource::new("Crawler", "AWS::Glue::Crawler", properties).comment("glue/crawler.json");
        all.push(crawler.with("DependsOn", json!("Database")));
    }
    for path in context.bundle.files.keys().filter(|path| path.starts_with("glue/tables/")) {
        let name = path.strip_prefix("glue/tables/").and_then(|path| path.strip_suffix(".json")).unwrap_or(path);
        let mut properties = made.substitute.value(&with_catalog(request(context, path)?));
        if let Some(properties) = properties.as_object_mut() {
            properties.insert("DatabaseName".into(), json!({ "Ref": "Database" }));
        }
        let table = Resource::new(format!("Table{}", logical(name)), "AWS::Glue::Table", properties);
        all.push(table.comment(format!("{path}{}", place(context, places, name))));
    }
    Ok(all)
}

/// ` (pipeline.yaml:12)`.
fn place(context: &Context<'_>, places: &Places<'_>, dataset: &str) -> String {
    let found = context.plan.pipeline.iter().find(|(_, other)| *other.name == *dataset);
    let place = found.map(|(_, dataset)| places.show(dataset.span)).unwrap_or_default();
    if place.is_empty() { place } else { format!(" ({place})") }
}

fn workgroup(context: &Context<'_>, substitute: &Substitute) -> Resource {
    let results = format!("s3://{}/{}", context.environment.bucket.value, context.environment.layout.results);
    let properties = json!({
        "Name": context.environment.query.workgroup,
        "Description": format!("Queries of {}.", context.plan.pipeline.name),
        "RecursiveDeleteOption": true,
        "WorkGroupConfiguration": {
            "EnforceWorkGroupConfiguration": true,
            "PublishCloudWatchMetricsEnabled": true,
            "ResultConfiguration": { "OutputLocation": substitute.text(&results) },
        },
    });
    Resource::new("WorkGroup", "AWS::Athena::WorkGroup", properties).with("Condition", json!("MakesTheWorkGroup"))
}

/// The workgroup by name; where the stack makes it, queries wait for it.
fn workgroup_ref(context: &Context<'_>) -> Value {
    let name = json!(context.environment.query.workgroup);
    if makes_workgroup(context) {
        json!({ "Fn::If": ["MakesTheWorkGroup", { "Ref": "WorkGroup" }, name] })
    } else {
        name
    }
}

fn named_queries(context: &Context<'_>, places: &Places<'_>) -> Result<Vec<Resource>, Defect> {
    let mut made = Vec::new();
    for dataset in context.plan.queries.iter().filter_map(|id| context.plan.pipeline.dataset(*id)) {
        let path = format!("athena/{}.sql", dataset.name);
        let properties = json!({
            "Name": &*dataset.name,
            "Description": dataset.description.clone().unwrap_or_else(|| format!("Of {}.", context.plan.pipeline.name)),
            "Database": { "Ref": "Database" },
            "WorkGroup": workgroup_ref(context),
            "QueryString": file(context, &path)?,
        });
        let query = Resource::new(format!("Query{}", logical(&dataset.name)), "AWS::Athena::NamedQuery", properties);
        made.push(query.comment(format!("{path}{}", place(context, places, &dataset.name))));
    }
    Ok(made)
}

fn function(context: &Context<'_>, code: &str, made: Made<'_>) -> [Resource; 2] {
    let properties = json!({
        "FunctionName": context.names.function,
        "Description": format!("Runs the Athena queries of {}.", context.plan.pipeline.name),
        "Runtime": "python3.13",
        "Architectures": ["arm64"],
        "Handler": "lambda_function.lambda_handler",
        "Role": made.role("query_function", &context.names.function_role),
        "Timeout": FUNCTION_TIMEOUT,
        "MemorySize": FUNCTION_MEMORY,
        "Code": {
            "S3Bucket": { "Ref": "ArtifactsBucket" },
            "S3Key": { "Fn::Sub": format!("${{ArtifactsPrefix}}{code}") },
        },
    });
    let log = json!({ "LogGroupName": roles::log_group(context), "RetentionInDays": { "Ref": "LogRetentionDays" } });
    let function = Resource::new("Function", "AWS::Lambda::Function", properties)
        .comment("lambda/: the archive's name holds its hash, so that new code is a change of the stack.");
    [
        function.with("DependsOn", json!("FunctionLog")),
        Resource::new("FunctionLog", "AWS::Logs::LogGroup", log)
            .comment("Made here, not by the function: its role cannot make log groups, and retention is set."),
    ]
}

fn role_resources(role: &Role, substitute: &Substitute) -> Vec<Resource> {
    let id = role_id(role.kind);
    let mut properties = json!({
        "RoleName": role.name,
        "Description": role.description,
        "AssumeRolePolicyDocument": substitute.value(&role.trust),
    });
    if let Some(properties) = properties.as_object_mut() {
        if !role.managed.is_empty() {
            properties.insert("ManagedPolicyArns".into(), json!(role.managed));
        }
        if !role.policy.is_empty() {
            let policy =
                json!({ "PolicyName": role.kind, "PolicyDocument": substitute.value(&role.policy.document()) });
            properties.insert("Policies".into(), json!([policy]));
        }
    }
    let comment = format!("iam/{}.json; iam/roles.json says who needs each statement.", role.kind);
    let mut made = vec![Resource::new(&id, "AWS::IAM::Role", properties).comment(comment)];
    if role.is_instance_profile {
        let profile = json!({ "InstanceProfileName": role.name, "Roles": [{ "Ref": id }] });
        made.push(
            Resource::new("InstanceProfile", "AWS::IAM::InstanceProfile", profile)
                .comment("EMR wants the profile to be called like its role."),
        );
    }
    made
}

/// `StateMachineRole` of `state_machine`.
fn role_id(kind: &str) -> String {
    format!("{}Role", logical(kind))
}

/// A logical id takes letters and digits only. `daily_metrics` is `DailyMetrics`; a name of another form, which could
/// become the same, keeps a part of its hash.
fn logical(name: &str) -> String {
    let words: Vec<&str> = name.split('_').collect();
    let is_plain = |word: &&str| {
        word.starts_with(|c: char| c.is_ascii_lowercase())
            && word.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    };
    let mut id: String = words.iter().flat_map(|word| capitalized(word)).filter(char::is_ascii_alphanumeric).collect();
    if !words.iter().all(is_plain) {
        id.push('X');
        id.extend(sha256(name.as_bytes()).chars().take(8));
    }
    id
}

fn capitalized(word: &str) -> impl Iterator<Item = char> {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::logical;

    #[test]
    fn logical_ids_stay_apart() {
        assert_eq!(logical("daily_metrics2"), "DailyMetrics2");
        let names = ["a_b", "aB", "ab", "a__b", "a_b_", "_a_b", "a_1", "a1", "A_b"];
        let ids: BTreeSet<String> = names.into_iter().map(logical).collect();
        assert_eq!(ids.len(), names.len(), "{ids:?}");
        assert!(ids.iter().all(|id| id.chars().all(|c| c.is_ascii_alphanumeric())), "{ids:?}");
    }
}
