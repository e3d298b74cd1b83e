//! What must be true of every policy, in every kind of environment; and where a policy's statements come from.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failing test may panic"
)]

mod common;

use std::collections::BTreeSet;

use common::{deployers, json, policies, texts};
use pipelinec_core::target::Bundle;
use pipelinec_syntax::tree::environments::QueryVia;
use serde_json::{Value, json};

/// Actions that AWS gives no narrower resource than everything.
const WITHOUT_RESOURCE: &[(&str, &str)] = &[
    ("elasticmapreduce:ListClusters", "a list of all there are"),
    ("emr-serverless:CreateApplication", "the application has no id yet; limited by the tags it must get"),
    ("emr-serverless:ListApplications", "a list of all there are"),
    ("glue:CreateCrawler", "takes no resource; limited by the tags it must get"),
    ("elasticmapreduce:RunJobFlow", "the cluster has no name yet; limited by the tags it must get"),
    ("lakeformation:GetDataAccess", "Lake Formation decides itself, table by table"),
];

/// Services that do not tell for whom they act: a condition would keep them out.
const SILENT: &[&str] = &["ec2.amazonaws.com", "glue.amazonaws.com", "lambda.amazonaws.com"];

/// The machines inside a state.
fn inner(state: &Value) -> impl Iterator<Item = &Value> {
    state["Branches"].as_array().into_iter().flatten().chain(state.get("ItemProcessor"))
}

fn statements(policy: &Value) -> &Vec<Value> {
    policy["Statement"].as_array().unwrap()
}

/// Everything wrong with a policy.
fn violations(policy: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut sids = BTreeSet::new();
    for statement in statements(policy) {
        let sid = statement["Sid"].as_str().unwrap_or_default();
        let mut wrong = |what: String| found.push(format!("{sid}: {what}"));
        if sid.is_empty() || !sid.chars().all(|c| c.is_ascii_alphanumeric()) || !sids.insert(sid) {
            wrong("no name of its own".into());
        }
        let (actions, resources) = (texts(&statement["Action"]), texts(&statement["Resource"]));
        for action in &actions {
            if action.contains('*') || !action.contains(':') {
                wrong(format!("`{action}` is not one action"));
            }
            let is_allowed = WITHOUT_RESOURCE.iter().any(|(allowed, _)| allowed == action);
            if resources.iter().any(|resource| resource == "*") && !is_allowed {
                wrong(format!("`{action}` on everything"));
            }
        }
        for resource in &resources {
            if resource != "*" && resource.split(':').take(5).any(|part| part.contains('*')) {
                wrong(format!("`{resource}`: a wildcard for the service, the region or the account"));
            }
            if resource.ends_with(":::*") || resource.contains(":role/*") {
                wrong(format!("`{resource}` is all there are"));
            }
        }
        if actions.iter().any(|action| action == "iam:PassRole") {
            let condition = &statement["Condition"];
            // IAM does not document whether putting a role into a profile says for which service that is.
            let is_profile = condition["StringEqualsIfExists"]["iam:PassedToService"] == "ec2.amazonaws.com";
            let to = &condition["StringEquals"]["iam:PassedToService"];
            if actions.len() > 1 || !(to.is_string() || is_profile) {
                wrong("passes a role to anybody".into());
            }
        }
        let needs_tags = ["elasticmapreduce:RunJobFlow", "emr-serverless:CreateApplication", "glue:CreateCrawler"];
        if actions.iter().any(|action| needs_tags.contains(&action.as_str())) && statement["Condition"].is_null() {
            wrong("something without our tags".into());
        }
    }
    found
}

#[test]
fn every_policy_keeps_the_rules() {
    for (name, deployment) in common::matrix() {
        let bundle = deployment.bundle();
        let policies = policies(&bundle);
        assert!(policies.len() >= 3, "{name}: {} roles", policies.len());
        for (kind, policy) in policies {
            assert!(!statements(&policy).is_empty(), "{name}/{kind} is empty");
            assert_eq!(violations(&policy), Vec::<String>::new(), "{name}/{kind}");
            let trust = json(&bundle, &format!("iam/{kind}.trust.json"));
            for statement in statements(&trust) {
                let service = statement["Principal"]["Service"].as_str().unwrap();
                let is_silent = SILENT.contains(&service);
                let account = &statement["Condition"]["StringEquals"]["aws:SourceAccount"];
                let source = &statement["Condition"]["ArnLike"]["aws:SourceArn"];
                let is_bound = account.is_string() && source.is_string();
                assert!(is_silent != is_bound, "{name}/{kind}: {statement}");
            }
        }
    }
}

/// Those who deploy: the same rules, and each statement for the calls that are made on what this pipeline has.
#[test]
fn the_policies_of_deployers_keep_the_rules() {
    for (name, deployment) in common::matrix() {
        let bundle = deployment.bundle();
        let index = json(&bundle, "iam/deployers.json");
        for ((kind, policy), entry) in deployers(&bundle).iter().zip(index["deployers"].as_array().unwrap()) {
            assert_eq!(violations(policy), Vec::<String>::new(), "{name}/{kind}");
            assert!(policy.to_string().len() <= 10_240, "{name}/{kind}: longer than IAM takes");
            let sids: BTreeSet<&str> = statements(policy).iter().map(|s| s["Sid"].as_str().unwrap()).collect();
            assert_eq!(
                sids,
                entry["NeededBy"].as_object().unwrap().keys().map(String::as_str).collect(),
                "{name}/{kind}"
            );
        }
    }
}

/// Whoever only looks may not change anything, and nobody but `destroy --data` removes data.
#[test]
fn looking_is_only_looking() {
    const LOOKS: &[&str] = &["Get", "List", "Describe", "BatchGet"];
    for (name, deployment) in common::matrix() {
        let policies: std::collections::BTreeMap<_, _> = deployers(&deployment.bundle()).into_iter().collect();
        for statement in statements(&policies["deployer_plan"]) {
            for action in texts(&statement["Action"]) {
                let (_, verb) = action.split_once(':').unwrap();
                assert!(LOOKS.iter().any(|looks| verb.starts_with(looks)), "{name}: {action}");
            }
        }
        let data = format!("/{}*", deployment.environment.layout.output);
        for (kind, policy) in &policies {
            let removes = statements(policy).iter().any(|statement| {
                texts(&statement["Action"]).contains(&"s3:DeleteObject".to_owned())
                    && texts(&statement["Resource"]).iter().any(|resource| resource.ends_with(&data))
            });
            assert_eq!(removes, kind == "deployer_data", "{name}: {kind}");
        }
    }
}

#[test]
fn the_rules_see_what_is_broken() {
    let statement = |change: &dyn Fn(&mut Value)| {
        let mut statement = json!({
            "Sid": "PassTheRole",
            "Effect": "Allow",
            "Action": "iam:PassRole",
            "Resource": "arn:aws:iam::123456789012:role/jobs",
            "Condition": { "StringEquals": { "iam:PassedToService": "ec2.amazonaws.com" } },
        });
        change(&mut statement);
        violations(&json!({ "Version": "2012-10-17", "Statement": [statement] }))
    };
    assert_eq!(statement(&|_| {}), Vec::<String>::new());
    type Break = fn(&mut Value);
    let breaks: [(&str, Break); 7] = [
        ("anybody", |s| s["Condition"] = Value::Null),
        ("anybody", |s| s["Action"] = json!(["iam:PassRole", "s3:GetObject"])),
        ("all there are", |s| s["Resource"] = json!("arn:aws:iam::123456789012:role/*")),
        ("on everything", |s| s["Resource"] = json!("*")),
        ("not one action", |s| s["Action"] = json!("s3:*")),
        ("a wildcard for", |s| s["Resource"] = json!("arn:aws:glue:*:123456789012:crawler/x")),
        ("no name", |s| s["Sid"] = json!("")),
    ];
    for (expected, change) in breaks {
        let found = statement(&change);
        assert!(found.iter().any(|violation| violation.contains(expected)), "{expected}: {found:?}");
    }
}

/// The names of the states and jobs that statements are attributed to.
fn known(bundle: &Bundle, plan: &pipelinec_core::plan::Plan) -> BTreeSet<String> {
    let mut known: BTreeSet<String> = plan.jobs.iter().map(|job| format!("job {}", job.name)).collect();
    let queries = plan.queries.iter().filter_map(|id| plan.pipeline.dataset(*id));
    known.extend(queries.map(|query| format!("query {}", query.name)));
    fn collect(machine: &Value, known: &mut BTreeSet<String>) {
        for (name, state) in machine["States"].as_object().unwrap() {
            if state["Type"] == "Task" {
                known.insert(format!("state {name}"));
            }
            inner(state).for_each(|machine| collect(machine, known));
        }
    }
    collect(&json(bundle, "step_function.json"), &mut known);
    known
}

/// Beside states, jobs and queries: the deployed things that act by themselves.
const ACTORS: &[&str] = &["service ", "crawler ", "function ", "schedule ", "trigger "];

#[test]
fn every_statement_says_who_needs_it() {
    for (name, deployment) in common::matrix() {
        let bundle = deployment.bundle();
        let known = known(&bundle, &deployment.plan);
        let mut named = BTreeSet::new();
        for role in json(&bundle, "iam/roles.json")["roles"].as_array().unwrap() {
            let policy = json(&bundle, role["PolicyDocument"].as_str().unwrap());
            let sids: BTreeSet<&str> = statements(&policy).iter().map(|s| s["Sid"].as_str().unwrap()).collect();
            let reasons = role["NeededBy"].as_object().unwrap();
            assert_eq!(sids, reasons.keys().map(String::as_str).collect(), "{name}");
            for who in reasons.values().flat_map(texts) {
                let is_actor = ACTORS.iter().any(|actor| who.starts_with(actor));
                assert!(is_actor || known.contains(&who), "{name}: nobody is `{who}`");
                named.insert(who);
            }
        }
        // The other way round: no task, job or query without a permission.
        let forgotten: Vec<&String> = known.iter().filter(|who| !named.contains(*who)).collect();
        let by_state =
            |who: &&String| deployment.environment.query.via == QueryVia::Lambda || !who.starts_with("query ");
        assert!(!forgotten.iter().any(by_state), "{name}: {forgotten:?}");
    }
}

/// The same bundle with all states but those of one call replaced by states that call nothing.
fn without(bundle: &Bundle, drop: &dyn Fn(&str) -> bool) -> Bundle {
    fn change(machine: &mut Value, drop: &dyn Fn(&str) -> bool) {
        for (_, state) in machine["States"].as_object_mut().unwrap() {
            if state["Type"] == "Task" && drop(state["Resource"].as_str().unwrap()) {
                *state = json!({ "Type": "Pass", "End": true });
            }
            if let Some(processor) = state.get_mut("ItemProcessor") {
                change(processor, drop);
            }
            for branch in state["Branches"].as_array_mut().into_iter().flatten() {
                change(branch, drop);
            }
        }
    }
    let mut machine = json(bundle, "step_function.json");
    change(&mut machine, drop);
    let mut bundle = bundle.clone();
    bundle.add("step_function.json", machine.to_string());
    bundle
}

fn machine_actions(bundle: &Bundle) -> BTreeSet<String> {
    let policy = json(bundle, "iam/state_machine.json");
    statements(&policy).iter().flat_map(|statement| texts(&statement["Action"])).collect()
}

fn calls(machine: &Value, found: &mut BTreeSet<String>) {
    for (_, state) in machine["States"].as_object().unwrap() {
        found.extend(state["Resource"].as_str().map(str::to_owned));
        inner(state).for_each(|machine| calls(machine, found));
    }
}

/// No statement outlives the last state that needs it, and none is there without a state.
#[test]
fn permissions_come_and_go_with_the_states() {
    for (name, deployment) in common::matrix() {
        let before = deployment.before();
        let mut all = before.clone();
        deployment.emit(&mut all).unwrap();
        let mut called = BTreeSet::new();
        calls(&json(&before, "step_function.json"), &mut called);
        let mut together = BTreeSet::new();
        for call in &called {
            let mut only = without(&before, &|other| other != call && !other.contains("createCluster"));
            deployment.emit(&mut only).unwrap();
            together.extend(machine_actions(&only));
            let mut rest = without(&before, &|other| other == call);
            deployment.emit(&mut rest).unwrap();
            let needs_more = machine_actions(&all).difference(&machine_actions(&rest)).count();
            // Ending a cluster is part of creating one, which a timeout takes back.
            assert!(needs_more > 0 || call.contains("terminateCluster"), "{name}: {call} needs nothing");
        }
        assert_eq!(together, machine_actions(&all), "{name}");
        let mut nothing = without(&before, &|_| true);
        deployment.emit(&mut nothing).unwrap();
        assert!(machine_actions(&nothing).is_empty(), "{name}: permissions without a call");
    }
}

#[test]
fn an_unknown_call_fails_the_build() {
    let deployment = common::case(&common::cases()[0]);
    let before = deployment.before();
    let machine = String::from_utf8(before.files["step_function.json"].clone()).unwrap();
    for (from, to, expected) in [
        ("aws-sdk:glue:getCrawler", "aws-sdk:glue:deleteDatabase", "`aws-sdk:glue:deleteDatabase`"),
        ("arn:aws:states:::lambda:invoke", "arn:aws:lambda:eu-west-1:123456789012:function:f", "no integration"),
    ] {
        let mut bundle = before.clone();
        bundle.add("step_function.json", machine.replace(from, to));
        let defect = deployment.emit(&mut bundle).unwrap_err();
        assert!(defect.0.contains(expected), "{defect}");
    }
    let mut bundle = before.clone();
    let code = String::from_utf8(bundle.files["lambda/lambda_function.py"].clone()).unwrap();
    bundle.add("lambda/lambda_function.py", code + "\nathena.delete_work_group(WorkGroup=WORKGROUP)\n");
    assert!(deployment.emit(&mut bundle).unwrap_err().0.contains("`athena.delete_work_group`"));
}

fn small_environment(catalog: &str) -> String {
    format!(
        "environments:\n  lab:\n    region: eu-west-1\n    bucket: shop-data\n    compute: {{ kind: emr, release: emr-7.12.0 \
         }}\n    catalog: {{ kind: {catalog} }}\n"
    )
}

/// A table is a resource, and a stack has 500.
#[test]
fn a_template_that_is_too_large_is_not_made() {
    let kpis: String =
        (0..500).map(|n| format!("  kpi{n}: {{ from: days, by: [day], measures: {{ n: count() }} }}\n")).collect();
    let spec = format!("pipeline: shop\ninputs:\n  days: {{ path: in.csv, columns: {{ day: date }} }}\nkpis:\n{kpis}");
    let deployment = common::Deployment::new(&spec, &small_environment("tables"));
    let mut bundle = deployment.before();
    let notes = deployment.emit(&mut bundle).unwrap();
    assert!(notes[0].contains("506 resources"), "{notes:?}");
    assert!(!bundle.files.contains_key("cloudformation.yaml") && bundle.files.contains_key("iam/roles.json"));
}

/// Hundreds of datasets: the exact policy would be longer than IAM takes.
#[test]
fn policies_fit() {
    let inputs: String =
        (0..300).map(|n| format!("  in{n}: {{ path: in{n}.csv, columns: {{ day: date }} }}\n")).collect();
    let kpis: String =
        (0..300).map(|n| format!("  kpi{n}: {{ from: in{n}, by: [day], measures: {{ n: count() }} }}\n")).collect();
    let spec = format!("pipeline: shop\ninputs:\n{inputs}kpis:\n{kpis}");
    let bundle = common::Deployment::new(&spec, &small_environment("crawler")).bundle();
    for (kind, policy) in policies(&bundle) {
        assert!(policy.to_string().len() <= 10_240, "{kind}");
        assert_eq!(violations(&policy), Vec::<String>::new(), "{kind}");
    }
    let nodes = json(&bundle, "iam/emr_nodes.json");
    let inputs = statements(&nodes).iter().find(|s| s["Sid"] == "ReadTheInputs").unwrap();
    assert_eq!(inputs["Resource"], "arn:aws:s3:::shop-data/input/*");
    let roles = json(&bundle, "iam/roles.json");
    let nodes = roles["roles"].as_array().unwrap().iter().find(|role| role["RoleName"] == "shop-lab-emr-ec2").unwrap();
    assert!(nodes["Note"].is_string(), "{nodes}");
}
