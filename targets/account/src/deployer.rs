//! Who deploys: exactly the calls that `plan`, `deploy`, `start` and the other commands make, on exactly the resources of
//! this pipeline in this environment.
//!
//! `calls` is the one table, by call of the SDK.

mod calls;

use std::collections::BTreeSet;

use pipelinec_core::target::Bundle;
use serde_json::{Map, Value, json};

use crate::Context;
use crate::policy::{Policy, Scope, Statement};
use crate::roles::{self, Role};
use crate::template::resources;
pub use calls::{CALLS, Call};
use calls::{On, Pass, Purpose};

/// The tags by which a deployment knows what is its own.
const TAG_PIPELINE: &str = "pipelinec:pipeline";
const TAG_ENVIRONMENT: &str = "pipelinec:environment";

/// A person or a program that works with a deployment.
struct Deployer {
    /// What the file is called.
    kind: &'static str,
    description: &'static str,
    purposes: &'static [Purpose],
}

const DEPLOYERS: [Deployer; 4] = [
    Deployer {
        kind: "deployer",
        description: "Plans, deploys, rolls back, destroys, starts and watches: whoever deploys, such as CI on the main branch.",
        purposes: &[Purpose::Compare, Purpose::Change, Purpose::Start, Purpose::Watch],
    },
    Deployer {
        kind: "deployer_plan",
        description: "Only looks: `plan`, `drift` and `history`, such as CI on a pull request.",
        purposes: &[Purpose::Compare],
    },
    Deployer {
        kind: "deployer_data",
        description: "In addition, only for `destroy --data`: removes the datasets.",
        purposes: &[Purpose::RemoveData],
    },
    Deployer {
        kind: "operator",
        description: "Starts runs and watches them, without changing what is deployed: whoever is on call.",
        purposes: &[Purpose::Start, Purpose::Watch],
    },
];

/// Adds `iam/deployer*.json` and `iam/operator.json`, and to `iam/roles.json` why each statement is there.
pub(crate) fn emit(context: &Context<'_>, roles: &[Role], bundle: &mut Bundle) {
    let mut index = Vec::new();
    for deployer in &DEPLOYERS {
        let policy = policy(context, roles, deployer.purposes);
        let path = format!("iam/{}.json", deployer.kind);
        bundle.add(path.clone(), format!("{:#}\n", policy.document()));
        let reasons: Map<String, Value> = policy.reasons().map(|(sid, who)| (sid.into(), json!(who))).collect();
        let mut entry = json!({ "Description": deployer.description, "PolicyDocument": path });
        if let Some(entry) = entry.as_object_mut() {
            if policy.is_coarse() {
                entry.insert("Note".into(), roles::COARSE.into());
            }
            entry.insert("NeededBy".into(), reasons.into());
        }
        index.push(entry);
    }
    bundle.add("iam/deployers.json", format!("{:#}\n", json!({ "deployers": index })));
}

fn policy(context: &Context<'_>, roles: &[Role], purposes: &[Purpose]) -> Policy {
    let mut policy = Policy::default();
    for call in CALLS.iter().filter(|call| purposes.contains(&call.purpose)) {
        let Some(scope) = scope(context, roles, call.on) else { continue };
        let who = format!("{} {}", call.client, call.operation);
        let [reading, changing] = names(call.on);
        let is_read = matches!(call.purpose, Purpose::Compare | Purpose::Watch);
        let sid = if is_read { reading } else { changing };
        policy.add(Statement::new(sid, call.actions, scope, &who));
        for (sid, to, role) in call.passes.iter().filter_map(|pass| passed(context, roles, *pass)) {
            let operator = if to == "ec2" { "StringEqualsIfExists" } else { "StringEquals" };
            let scope = Scope::of([context.arns.role(&role)]);
            let scope = scope.when(operator, "iam:PassedToService", context.arns.service(to));
            policy.add(Statement::new(sid, &["iam:PassRole"], scope, &who));
        }
    }
    policy.fit()
}

/// What a statement is called, in a policy that looks and in one that changes. Statements of the same name become one.
const fn names(on: On) -> [&'static str; 2] {
    match on {
        On::Bucket => ["SeeWhatIsInTheBucket"; 2],
        On::Files => ["ReadTheRecordAndTheFiles", "WriteTheRecordAndTheFiles"],
        On::Data => ["RemoveTheDatasets"; 2],
        On::Logs => ["ReadTheLogsOfJobs"; 2],
        On::Roles => ["ReadTheRoles", "MakeTheRoles"],
        On::ManagedPolicy => ["GiveEmrTheManagedPolicy"; 2],
        On::InstanceProfile => ["ReadTheInstanceProfile", "MakeTheInstanceProfile"],
        On::Database | On::Tables => ["ReadTheCatalog", "MakeTheCatalog"],
        On::WholeDatabase => ["RemoveTheDatabase"; 2],
        On::NewCrawler => ["CreateTheCrawler"; 2],
        On::Crawler => ["ReadTheCrawler", "ChangeTheCrawler"],
        On::Function => ["ReadTheFunction", "MakeTheFunction"],
        On::WorkGroup => ["ReadTheWorkGroup", "MakeTheWorkGroup"],
        On::Queries => ["ReadTheQueries", "MakeTheQueries"],
        On::Schedule => ["ReadTheSchedule", "MakeTheSchedule"],
        On::Rules => ["ReadTheRules", "MakeTheRules"],
        On::NewApplication => ["CreateTheApplication"; 2],
        On::NewTags => ["TagTheApplication"; 2],
        On::AllApplications => ["FindTheApplication"; 2],
        On::Application => ["ReadTheApplication", "ChangeTheApplication"],
        On::ServerlessRole => ["LetEmrServerlessMakeItsRole"; 2],
        On::Machine => ["ReadTheMachine", "MakeTheMachine"],
        On::Starts => ["StartRuns"; 2],
        On::Runs => ["WatchRuns", "StopRuns"],
        On::RunsOfMachine => ["ListRuns"; 2],
        On::Clusters => ["WatchTheClusters"; 2],
        On::JobRuns => ["WatchTheJobRuns"; 2],
    }
}

/// The resources of a call; `None` when this pipeline has none of that kind in this environment.
fn scope(context: &Context<'_>, roles: &[Role], on: On) -> Option<Scope> {
    let (environment, names) = (context.environment, &context.names);
    let layout = &environment.layout;
    let one = |service: &str, resource: String| Scope::of([context.arns.of(service, &resource)]);
    let everything = || Scope::of(["*".into()]);
    let workgroup = || one("athena", format!("workgroup/{}", environment.query.workgroup));
    let applications = || one("emr-serverless", "/applications/*".into());
    let if_application = |scope: Scope| makes_application(context).then_some(scope);
    match on {
        On::Bucket => Some(Scope::of([context.arns.bucket()])),
        On::Files => Some(objects(context, own_files(context))),
        On::Data => Some(objects(context, [&layout.output, &layout.results].map(|prefix| format!("{prefix}*")))),
        On::Logs => Some(objects(context, [format!("{}*", layout.logs)])),
        On::Roles => some(roles.iter().map(|role| context.arns.role(&role.name))),
        On::ManagedPolicy => managed_policy(context, roles),
        On::InstanceProfile => instance_profile(context, roles),
        On::Database => Some(Scope::of(database(context))),
        On::WholeDatabase => Some(whole_database(context)),
        On::Tables => tables(context),
        On::NewCrawler => has_crawler(context).then(|| tagged(context, everything(), REQUESTED)),
        On::Crawler => has_crawler(context).then(|| one("glue", format!("crawler/{}", names.crawler))),
        On::Function => has_function(context).then(|| one("lambda", format!("function:{}", names.function))),
        On::WorkGroup => resources::makes_workgroup(context).then(workgroup),
        On::Queries => (!context.plan.queries.is_empty()).then(workgroup),
        On::Schedule => {
            environment.schedule.as_ref().map(|_| one("scheduler", format!("schedule/default/{}", names.schedule)))
        }
        On::Rules => rules(context),
        On::NewApplication => if_application(tagged(context, everything(), REQUESTED)),
        On::NewTags => if_application(tagged(context, applications(), REQUESTED)),
        On::AllApplications => if_application(everything()),
        On::Application => if_application(tagged(context, applications(), OWNED)),
        On::ServerlessRole => if_application(serverless_role(context)),
        On::Machine | On::Starts | On::RunsOfMachine => Some(Scope::of([roles::machine_arn(context)])),
        On::Runs => Some(one("states", format!("execution:{}:*", names.state_machine))),
        On::Clusters => clusters(context),
        On::JobRuns => job_runs(context),
    }
}

fn objects(context: &Context<'_>, keys: impl IntoIterator<Item = String>) -> Scope {
    Scope::of(keys.into_iter().map(|key| context.arns.object(&key)))
}

/// The roles that get a policy which AWS maintains: these policies and no others.
fn managed_policy(context: &Context<'_>, roles: &[Role]) -> Option<Scope> {
    let managed: Vec<&Role> = roles.iter().filter(|role| !role.managed.is_empty()).collect();
    let scope = some(managed.iter().map(|role| context.arns.role(&role.name)))?;
    let policies = managed.iter().flat_map(|role| &role.managed);
    Some(policies.fold(scope, |scope, policy| scope.when("ArnEquals", "iam:PolicyARN", policy)))
}

fn instance_profile(context: &Context<'_>, roles: &[Role]) -> Option<Scope> {
    let nodes = roles.iter().filter(|role| role.is_instance_profile);
    some(nodes.map(|role| context.arns.role(&role.name).replace(":role/", ":instance-profile/")))
}

fn database(context: &Context<'_>) -> [String; 2] {
    ["catalog".to_owned(), format!("database/{}", context.names.database)].map(|name| context.arns.of("glue", &name))
}

fn whole_database(context: &Context<'_>) -> Scope {
    let inside = ["table", "userDefinedFunction"].map(|kind| format!("{kind}/{}/*", context.names.database));
    let inside = inside.map(|name| context.arns.of("glue", &name));
    Scope::of(database(context).into_iter().chain(inside))
}

fn tables(context: &Context<'_>) -> Option<Scope> {
    let has_tables = context.bundle.files.keys().any(|path| path.starts_with("glue/tables/"));
    let tables = context.arns.of("glue", &format!("table/{}/*", context.names.database));
    has_tables.then(|| Scope::of(database(context).into_iter().chain([tables])))
}

fn rules(context: &Context<'_>) -> Option<Scope> {
    let trigger = context.environment.trigger.as_ref().map(|_| &context.names.trigger_rule);
    let failure = context.environment.notify.as_ref().map(|_| &context.names.failure_rule);
    some(trigger.into_iter().chain(failure).map(|rule| context.arns.of("events", &format!("rule/{rule}"))))
}

fn serverless_role(context: &Context<'_>) -> Scope {
    let service = "ops.emr-serverless.amazonaws.com";
    let role = format!("aws-service-role/{service}/AWSServiceRoleForAmazonEMRServerless");
    Scope::of([context.arns.role(&role)]).when("StringEquals", "iam:AWSServiceName", service)
}

/// Clusters that the machine makes: by the tags that it gives them.
fn clusters(context: &Context<'_>) -> Option<Scope> {
    let clusters = Scope::of([context.arns.of("elasticmapreduce", "cluster/*")]);
    let tags = context.cluster_tags.iter();
    let of_ours = |scope: Scope, (tag, value): &(String, String)| {
        scope.when("StringEquals", format!("elasticmapreduce:ResourceTag/{tag}"), value.as_str())
    };
    (!context.cluster_tags.is_empty()).then(|| tags.fold(clusters, of_ours))
}

fn job_runs(context: &Context<'_>) -> Option<Scope> {
    let is_serverless = !context.names.application.is_empty();
    let id = if makes_application(context) { "*" } else { context.names.application.as_str() };
    let runs = context.arns.of("emr-serverless", &format!("/applications/{id}/jobruns/*"));
    is_serverless.then(|| Scope::of([runs]))
}

/// What a deployment writes below the scripts: its files, each release in a folder of its own, and its record.
fn own_files(context: &Context<'_>) -> Vec<String> {
    let scripts = &context.environment.layout.scripts;
    let (pipeline, environment) = (&context.plan.pipeline.name, &context.environment.name.text);
    vec![format!("{scripts}{pipeline}/*"), format!("{scripts}deployments/{pipeline}/{environment}/*")]
}

fn some(resources: impl Iterator<Item = String>) -> Option<Scope> {
    let resources: BTreeSet<String> = resources.collect();
    (!resources.is_empty()).then(|| Scope::of(resources))
}

fn has_crawler(context: &Context<'_>) -> bool {
    context.bundle.files.contains_key("glue/crawler.json")
}

fn has_function(context: &Context<'_>) -> bool {
    context.bundle.files.contains_key("lambda/lambda_function.py")
}

fn makes_application(context: &Context<'_>) -> bool {
    // Where an application is about to be made, its id is a placeholder.
    context.names.application.starts_with("${")
}

/// The tags that something gets when it is made.
const REQUESTED: &str = "aws:RequestTag";
/// The tags that it has.
const OWNED: &str = "aws:ResourceTag";

/// Limits a call to what has our tags.
fn tagged(context: &Context<'_>, scope: Scope, key: &str) -> Scope {
    scope.when("StringEquals", format!("{key}/{TAG_PIPELINE}"), &*context.plan.pipeline.name).when(
        "StringEquals",
        format!("{key}/{TAG_ENVIRONMENT}"),
        context.environment.name.text.as_str(),
    )
}

/// Which role goes to which service, by the name of the statement.
fn passed(context: &Context<'_>, roles: &[Role], pass: Pass) -> Option<(&'static str, &'static str, String)> {
    let names = &context.names;
    let nodes = || roles.iter().find(|role| role.is_instance_profile).map(|role| role.name.clone());
    match pass {
        Pass::Machine => Some(("PassTheRoleOfTheMachine", "states", names.state_machine_role.clone())),
        Pass::Function => {
            has_function(context).then(|| ("PassTheRoleOfTheFunction", "lambda", names.function_role.clone()))
        }
        Pass::Crawler => has_crawler(context).then(|| ("PassTheRoleOfTheCrawler", "glue", names.crawler_role.clone())),
        Pass::Schedule => {
            let is_there = context.environment.schedule.is_some();
            is_there.then(|| ("PassTheRoleOfTheSchedule", "scheduler", names.start_role.clone()))
        }
        Pass::Trigger => {
            let is_there = context.environment.trigger.is_some();
            is_there.then(|| ("PassTheRoleOfTheTrigger", "events", names.start_role.clone()))
        }
        Pass::Nodes => nodes().map(|role| ("PutTheRoleOfTheNodesIntoItsProfile", "ec2", role)),
    }
}
