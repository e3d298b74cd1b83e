//! The roles a deployment needs, and as files: `iam/<role>.json`, `iam/<role>.trust.json`, `iam/roles.json`.

use pipelinec_core::target::Bundle;
use pipelinec_syntax::tree::environments::{CatalogKind, Compute, Emr};
use serde_json::{Map, Value, json};

use crate::policy::{Policy, Scope, Statement};
use crate::trust::{self, Source};
use crate::{Context, Defect, athena, data, function, integrations};

/// Says "make one for me" where an existing role could be named.
const CREATE: &str = "create";

/// What is said of a policy that had to be widened.
pub(crate) const COARSE: &str =
    "Names whole areas instead of each dataset: the exact policy is longer than IAM's 10,240 characters.";

/// A role.
pub(crate) struct Role {
    /// What the files are called: `state_machine`.
    pub(crate) kind: &'static str,
    /// Its name in IAM.
    pub(crate) name: String,
    pub(crate) description: &'static str,
    pub(crate) trust: Value,
    pub(crate) policy: Policy,
    /// Policies that AWS maintains.
    pub(crate) managed: Vec<String>,
    /// Whether EC2 takes it, in an instance profile of the same name: EMR wants the names to be equal.
    pub(crate) is_instance_profile: bool,
}

/// All roles that deployment makes; not those that the environment names.
pub(crate) fn roles(context: &Context<'_>) -> Result<Vec<Role>, Defect> {
    let environment = context.environment;
    let given = &environment.roles;
    let mut roles = Vec::new();
    if makes(&given.state_machine.value) {
        roles.push(state_machine(context)?);
    }
    match &environment.compute {
        Compute::Emr(emr) => {
            if makes(&emr.service_role) {
                roles.push(emr_service(context, emr));
            }
            if makes(&emr.instance_profile) {
                roles.push(emr_nodes(context));
            }
        }
        Compute::EmrServerless(serverless) => {
            if makes(&serverless.execution_role) {
                roles.push(emr_serverless_job(context));
            }
        }
    }
    if environment.catalog.kind == CatalogKind::Crawler && makes(&given.crawler.value) {
        roles.push(crawler(context));
    }
    if context.bundle.files.contains_key("lambda/lambda_function.py") && makes(&given.function.value) {
        roles.push(query_function(context)?);
    }
    if (environment.schedule.is_some() || environment.trigger.is_some()) && makes(&given.start.value) {
        roles.push(start(context));
    }
    Ok(roles)
}

/// Whether an environment leaves it to the deployment to make a role.
fn makes(role: &str) -> bool {
    role.is_empty() || role == CREATE
}

fn role(kind: &'static str, name: &str, description: &'static str, trust: Value, policy: Policy) -> Role {
    Role { kind, name: name.into(), description, trust, policy, managed: Vec::new(), is_instance_profile: false }
}

fn state_machine(context: &Context<'_>) -> Result<Role, Defect> {
    let mut policy = Policy::default();
    for task in &context.tasks {
        policy.extend(integrations::of_task(context, task)?);
    }
    let machine = machine_arn(context);
    Ok(role(
        "state_machine",
        &context.names.state_machine_role,
        "What the state machine may do: exactly the calls of its tasks.",
        trust::policy(context.arns, "states", Source::Arn(machine)),
        policy.fit(),
    ))
}

/// The ARN of the state machine.
pub(crate) fn machine_arn(context: &Context<'_>) -> String {
    context.arns.of("states", &format!("stateMachine:{}", context.names.state_machine))
}

/// EMR's own calls are many and change with its releases: AWS maintains a policy for them, limited to what carries EMR's
/// tag. What it leaves out is here: a network without that tag, and the role of the nodes.
fn emr_service(context: &Context<'_>, emr: &Emr) -> Role {
    let arns = context.arns;
    let who = "service Amazon EMR";
    let subnet = emr.subnet.as_ref().map_or("*", |subnet| subnet.value.as_str());
    let of_network = [format!("subnet/{subnet}"), "security-group/*".into()].map(|resource| arns.of("ec2", &resource));
    let launch = &[
        "ec2:CreateFleet",
        "ec2:CreateLaunchTemplate",
        "ec2:CreateLaunchTemplateVersion",
        "ec2:CreateNetworkInterface",
        "ec2:RunInstances",
    ];
    let nodes = Scope::of([arns.role(&context.names.instance_profile)]);
    let mut policy = Policy::default();
    policy.add(Statement::new("LaunchInTheNetworkOfTheAccount", launch, Scope::of(of_network), who));
    let vpc = Scope::of([arns.of("ec2", "vpc/*")]);
    policy.add(Statement::new("CreateTheSecurityGroups", &["ec2:CreateSecurityGroup"], vpc, who));
    policy.add(Statement::new(
        "PassTheRoleOfTheNodes",
        &["iam:PassRole"],
        nodes.when("StringEquals", "iam:PassedToService", arns.service("ec2")),
        who,
    ));
    let description = "What EMR may do to run a cluster.";
    let source = Source::Arn(arns.of("elasticmapreduce", "*"));
    let trust = trust::policy(arns, "elasticmapreduce", source);
    let managed = vec![arns.managed_policy("service-role/AmazonEMRServicePolicy_v2")];
    Role { managed, ..role("emr_service", &context.names.service_role, description, trust, policy) }
}

fn emr_nodes(context: &Context<'_>) -> Role {
    let description = "What the jobs on the cluster may do: their scripts, their inputs, their datasets.";
    let trust = trust::policy(context.arns, "ec2", Source::Unknown);
    let policy = data::job_policy(context);
    let base = role("emr_nodes", &context.names.instance_profile, description, trust, policy);
    Role { is_instance_profile: true, ..base }
}

fn emr_serverless_job(context: &Context<'_>) -> Role {
    let application = context.arns.of("emr-serverless", &format!("/applications/{}", context.names.application));
    role(
        "emr_serverless_job",
        &context.names.execution_role,
        "What the jobs may do: their scripts, their inputs, their datasets.",
        trust::policy(context.arns, "emr-serverless", Source::Arn(application)),
        data::job_policy(context),
    )
}

fn crawler(context: &Context<'_>) -> Role {
    let Context { plan, environment, names, arns, .. } = context;
    let who = format!("crawler {}", names.crawler);
    let output = format!("{}*", environment.layout.output);
    let written = plan.written().filter_map(|id| plan.pipeline.dataset(id));
    let folders: Vec<String> =
        written.map(|dataset| format!("{}{}/*", environment.layout.output, dataset.output.path)).collect();
    let read = Scope::of(folders.iter().map(|folder| arns.object(folder)));
    let list = Scope::of([arns.bucket()]).listing(folders);
    let glue = |resource: &str| arns.of("glue", resource);
    let database = format!("database/{}", names.database);
    // The crawler makes the tables' names, from those of the folders.
    let tables = Scope::of([glue("catalog"), glue(&database), glue(&format!("table/{}/*", names.database))]);
    let logs = ["log-group:/aws-glue/crawlers", "log-group:/aws-glue/crawlers:*"].map(|group| arns.of("logs", group));
    let register = &[
        "glue:BatchCreatePartition",
        "glue:BatchGetPartition",
        "glue:BatchUpdatePartition",
        "glue:CreatePartitionIndex",
        "glue:CreateTable",
        "glue:GetDatabase",
        "glue:GetPartition",
        "glue:GetPartitionIndexes",
        "glue:GetPartitions",
        "glue:GetTable",
        "glue:GetTables",
        "glue:UpdateTable",
    ];
    let write = &["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"];
    let mut policy = Policy::default();
    policy.add(
        Statement::new("ReadTheDatasets", &["s3:GetObject"], read, &who).or_coarse(Scope::of([arns.object(&output)])),
    );
    policy.add(
        Statement::new("ListTheDatasets", &["s3:ListBucket"], list, &who)
            .or_coarse(Scope::of([arns.bucket()]).listing([output])),
    );
    policy.add(Statement::new("FindTheBucket", &["s3:GetBucketLocation"], Scope::of([arns.bucket()]), &who));
    policy.add(Statement::new("RegisterTheTables", register, tables, &who));
    policy.add(Statement::new("WriteTheLog", write, Scope::of(logs), &who));
    role(
        "crawler",
        &names.crawler_role,
        "What the crawler may do: look at the datasets, and register them in its database.",
        trust::policy(*arns, "glue", Source::Unknown),
        policy.fit(),
    )
}

fn query_function(context: &Context<'_>) -> Result<Role, Defect> {
    let code = context.bundle.files.get("lambda/lambda_function.py").map(Vec::as_slice).unwrap_or_default();
    let code = std::str::from_utf8(code).map_err(|e| Defect(format!("lambda/lambda_function.py: {e}")))?;
    let mut policy = Policy::default();
    for call in function::calls(code)? {
        policy.extend(integrations::of_call(context, &call)?);
    }
    for query in function::queries(context.bundle)? {
        policy.extend(athena::query(context, &query, &format!("query {query}"))?);
    }
    let group = format!("{}:*", log_group(context));
    let log = Scope::of([context.arns.of("logs", &format!("log-group:{group}"))]);
    let write = &["logs:CreateLogStream", "logs:PutLogEvents"];
    policy.add(Statement::new("WriteTheLog", write, log, &format!("function {}", context.names.function)));
    Ok(role(
        "query_function",
        &context.names.function_role,
        "What the Lambda function may do: run the queries, and write its log.",
        trust::policy(context.arns, "lambda", Source::Unknown),
        policy.fit(),
    ))
}

/// The log group of the Lambda function.
pub(crate) fn log_group(context: &Context<'_>) -> String {
    format!("/aws/lambda/{}", context.names.function)
}

/// Of the schedule and of the trigger, whichever there are.
fn start(context: &Context<'_>) -> Role {
    let (arns, names) = (context.arns, &context.names);
    let mut policy = Policy::default();
    let mut trusted = Vec::new();
    let mut starts = |who: String| {
        let machine = Scope::of([machine_arn(context)]);
        policy.add(Statement::new("StartThePipeline", &["states:StartExecution"], machine, &who));
    };
    if context.environment.schedule.is_some() {
        // The source of a call by EventBridge Scheduler is the group of the schedule.
        trusted.push(("scheduler", Source::Arn(arns.of("scheduler", "schedule-group/default"))));
        starts(format!("schedule {}", names.schedule));
    }
    if context.environment.trigger.is_some() {
        trusted.push(("events", Source::Arn(arns.of("events", &format!("rule/{}", names.trigger_rule)))));
        starts(format!("trigger {}", names.trigger_rule));
    }
    let description = "What starts runs may do: start the state machine.";
    role("start", &names.start_role, description, trust::policies(arns, trusted), policy)
}

/// Adds the files.
pub(crate) fn emit(roles: &[Role], bundle: &mut Bundle) {
    for role in roles {
        bundle.add(policy_path(role), format!("{:#}\n", role.policy.document()));
        bundle.add(trust_path(role), format!("{:#}\n", role.trust));
    }
    let index: Vec<Value> = roles.iter().map(describe).collect();
    bundle.add("iam/roles.json", format!("{:#}\n", json!({ "roles": index })));
}

fn policy_path(role: &Role) -> String {
    format!("iam/{}.json", role.kind)
}

fn trust_path(role: &Role) -> String {
    format!("iam/{}.trust.json", role.kind)
}

/// The role as the index has it: which files, and why each statement is there.
fn describe(role: &Role) -> Value {
    let mut entry = Map::new();
    entry.insert("RoleName".into(), role.name.as_str().into());
    entry.insert("Description".into(), role.description.into());
    entry.insert("AssumeRolePolicyDocument".into(), trust_path(role).into());
    entry.insert("PolicyDocument".into(), policy_path(role).into());
    if !role.managed.is_empty() {
        entry.insert("ManagedPolicyArns".into(), json!(role.managed));
    }
    if role.is_instance_profile {
        entry.insert("InstanceProfileName".into(), role.name.as_str().into());
    }
    if role.policy.is_coarse() {
        entry.insert("Note".into(), COARSE.into());
    }
    let reasons: Map<String, Value> = role.policy.reasons().map(|(sid, who)| (sid.into(), json!(who))).collect();
    entry.insert("NeededBy".into(), reasons.into());
    entry.into()
}
