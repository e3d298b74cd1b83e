//! What must be true of every machine, found by walking it; and proof that the walk finds what is broken on purpose.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failing test may panic"
)]

mod common;

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

type States = Map<String, Value>;

/// Breaks a machine.
type Break = fn(&mut States);

fn of_type(state: &Value, kind: &str) -> bool {
    state["Type"] == kind
}

fn calls(state: &Value, action: &str) -> bool {
    state["Resource"].as_str().is_some_and(|resource| resource.contains(action))
}

/// Where a state can go.
fn targets(state: &Value) -> Vec<String> {
    let nested = ["Choices", "Catch"].into_iter().filter_map(|key| state[key].as_array()).flatten();
    let next = nested.map(|entry| &entry["Next"]).chain([&state["Next"], &state["Default"]]);
    next.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// States met from `start` on, without going through those where `stop` is true.
fn reachable(states: &States, start: &str, stop: &dyn Fn(&Value) -> bool) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut open = vec![start.to_owned()];
    while let Some(name) = open.pop() {
        if let Some(state) = states.get(&name)
            && !stop(state)
            && seen.insert(name)
        {
            open.extend(targets(state));
        }
    }
    seen
}

/// Everything wrong with a machine.
fn violations(machine: &Value) -> Vec<String> {
    let mut found = Vec::new();
    scope(machine, &mut BTreeSet::new(), &mut found);
    if let Some(states) = machine["States"].as_object() {
        leaks(states, &mut found);
    }
    found
}

fn scope(machine: &Value, names: &mut BTreeSet<String>, found: &mut Vec<String>) {
    let states = machine["States"].as_object().unwrap();
    let start = machine["StartAt"].as_str().unwrap();
    let reached = reachable(states, start, &|_| false);
    for (name, state) in states {
        let mut wrong = |what: &str| found.push(format!("{name}: {what}"));
        if !names.insert(name.clone()) || name.chars().count() > 80 {
            wrong("name is taken or too long");
        }
        if !reached.contains(name) {
            wrong("cannot be reached");
        }
        if state["Comment"].as_str().is_none_or(str::is_empty) {
            wrong("no comment");
        }
        for target in targets(state).iter().filter(|target| !states.contains_key(*target)) {
            wrong(&format!("goes to `{target}`, which is not there"));
        }
        let ends = of_type(state, "Fail") || of_type(state, "Succeed") || state["End"] == true;
        if targets(state).is_empty() && !ends {
            wrong("goes nowhere");
        }
        if of_type(state, "Task") || of_type(state, "Parallel") || of_type(state, "Map") {
            let catch = state["Catch"].as_array().cloned().unwrap_or_default();
            if catch.last().is_none_or(|last| last["ErrorEquals"] != json!(["States.ALL"])) {
                wrong("an error can escape");
            }
            if catch.iter().any(|catch| catch["ResultPath"].as_str().is_none_or(|path| !path.starts_with("$."))) {
                wrong("a catch drops the input");
            }
            if state.get("ResultPath").is_none_or(|path| path == "$") {
                wrong("the result replaces the input");
            }
        }
        if of_type(state, "Task") && !state["TimeoutSeconds"].is_u64() {
            wrong("no timeout");
        }
        for branch in state["Branches"].as_array().into_iter().flatten().chain(state.get("ItemProcessor")) {
            scope(branch, names, found);
        }
    }
}

/// No way from a cluster to an end but by way of its termination, and nothing on the way that can fail uncaught.
fn leaks(states: &States, found: &mut Vec<String>) {
    let ends_cluster = |state: &Value| calls(state, "terminateCluster.sync");
    for (name, create) in states.iter().filter(|(_, state)| calls(state, "createCluster")) {
        let before_end = reachable(states, create["Next"].as_str().unwrap(), &ends_cluster);
        for inside in &before_end {
            let state = &states[inside];
            if of_type(state, "Fail") || of_type(state, "Succeed") || state["End"] == true {
                found.push(format!("{name}: leaks by way of {inside}"));
            }
            let mut paths = Vec::new();
            fallible(state, &mut paths);
            found.extend(paths.into_iter().map(|path| format!("{inside}: {path} may fail while a cluster runs")));
        }
    }
}

/// Paths to what may not be there. The cluster's id and the parameters are: see `params.rs` and `emr.rs`. A caught
/// error is taken as a whole.
fn fallible(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                match value.as_str() {
                    Some(text)
                        if key.ends_with(".$") || matches!(key.as_str(), "CausePath" | "ErrorPath" | "Variable") =>
                    {
                        let words = text.split(|c: char| !c.is_ascii_alphanumeric() && !"$._".contains(c));
                        let known = |word: &str| {
                            ["$.cluster.ClusterId", "$.failure", "$.report.cause", "$$.Execution.Name"].contains(&word)
                                || word.starts_with("$.params.")
                        };
                        found.extend(words.filter(|w| w.starts_with('$') && !known(w)).map(str::to_owned));
                    }
                    _ if key == "ResultSelector" => found.push("ResultSelector".into()),
                    _ => fallible(value, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| fallible(item, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn every_machine_is_sound() {
    for case in common::cases() {
        let machine: Value = serde_json::from_str(&common::text(&case)).unwrap();
        assert_eq!(violations(&machine), Vec::<String>::new(), "{}", case.display());
    }
}

/// Breaks a sound machine and expects the walk to see it.
fn broken(change: impl Fn(&mut States)) -> Vec<String> {
    let mut machine = common::machine("emr_crawler_lambda");
    change(machine["States"].as_object_mut().unwrap());
    violations(&machine)
}

#[test]
fn the_walk_sees_what_is_broken() {
    let breaks: [(&str, Break); 8] = [
        ("not there", |states| states["Run transformation_job"]["Next"] = json!("Nowhere")),
        ("escape", |states| states["Run transformation_job"]["Catch"] = json!([])),
        ("leaks", |states| states["Run transformation_job"]["Catch"][0]["Next"] = json!("Say what failed")),
        ("leaks", |states| states["Stage 2"]["Next"] = json!("Start crawler")),
        ("drops the input", |states| states["Stage 2"]["Catch"][0]["ResultPath"] = json!("$")),
        ("replaces the input", |states| {
            states["Terminate cluster"].as_object_mut().unwrap().remove("ResultPath");
        }),
        ("no timeout", |states| {
            states["Create cluster"].as_object_mut().unwrap().remove("TimeoutSeconds");
        }),
        ("may fail", |states| {
            states["Run transformation_job"]["ResultSelector"] = json!({ "Status.$": "$.Step.Status" });
        }),
    ];
    for (expected, change) in breaks {
        let found = broken(change);
        assert!(found.iter().any(|violation| violation.contains(expected)), "{expected}: {found:?}");
    }
}

#[test]
fn concurrency_is_the_widest_stage() {
    let of =
        |case: &str| common::machine(case)["States"]["Create cluster"]["Parameters"]["StepConcurrencyLevel"].clone();
    assert_eq!((of("emr_crawler_lambda"), of("smallest")), (json!(2), json!(1)));
}

#[test]
fn an_idle_policy_always_and_never_shorter_than_the_polling() {
    let of = |case: &str| {
        common::machine(case)["States"]["Create cluster"]["Parameters"]["AutoTerminationPolicy"]["IdleTimeout"].clone()
    };
    assert_eq!((of("emr_tables_athena"), of("smallest")), (json!(600), json!(3600)));
}

#[test]
fn partitions_other_than_aws() {
    let text = common::machine("emr_tables_athena").to_string();
    assert!(text.contains("arn:aws-us-gov:states:::athena") && !text.contains("arn:aws:"), "{text}");
}

#[test]
fn text_in_a_query_needs_the_function() {
    let spec = "
pipeline: shop
params: { brand: { type: string, default: acme } }
inputs:
  orders: { path: orders.csv, columns: { brand: string, amount: \"decimal(10,2)\" } }
kpis:
  brands: { from: orders, by: [brand], measures: { revenue: sum(amount) } }
queries:
  one: { from: brands, steps: [ filter: \"brand = :brand\" ] } # text in a query
";
    let environment = |via: &str| {
        format!(
            "environments:\n  lab:\n    region: eu-west-1\n    bucket: shop-data\n    compute: {{ kind: emr, release: \
             emr-7.12.0 }}\n    query: {{ via: {via} }}\n"
        )
    };
    assert_eq!(common::build(spec, &environment("athena")).1, ["E0716"]);
    assert!(common::build(spec, &environment("lambda")).1.is_empty());
}

#[test]
fn too_large_is_said() {
    let queries: String = (0..2000).map(|n| format!("  q{n}: {{ from: days }}\n")).collect();
    let spec = format!(
        "pipeline: shop\ninputs:\n  orders: {{ path: orders.csv, columns: {{ day: date }} }}\nkpis:\n  days: {{ from: \
         orders, by: [day], measures: {{ n: count() }} }}\nqueries:\n{queries}"
    );
    let environment = "environments:\n  lab:\n    region: eu-west-1\n    bucket: shop-data\n    compute: { kind: emr, \
                       release: emr-7.12.0 }\n    query: { via: athena }\n";
    assert_eq!(common::build(&spec, environment).1, ["E0714"]);
}

/// a, then b beside c, then d: what the data flow says, and no more.
#[test]
fn a_diamond_has_three_stages() {
    let machine = common::machine("emr_diamond_projection");
    let states = &machine["States"];
    assert_eq!(states["Create cluster"]["Next"], "Run cleaning");
    assert_eq!(states["Run cleaning"]["Next"], "Stage 2");
    let starts: Vec<_> = states["Stage 2"]["Branches"].as_array().unwrap().iter().map(|b| &b["StartAt"]).collect();
    assert_eq!(starts, ["Run firsts", "Run large"]);
    assert_eq!(states["Stage 2"]["Next"], "Run both");
    assert_eq!(states["Run both"]["Next"], "Terminate cluster");
    assert_eq!(states["Create cluster"]["Parameters"]["StepConcurrencyLevel"], 2);
}

/// Athena is told of the partitions that it cannot compute, and of no others.
#[test]
fn projected_tables_need_no_telling() {
    let machine = common::machine("emr_diamond_projection");
    let names: Vec<&str> = machine["States"].as_object().unwrap().keys().map(String::as_str).collect();
    let told: Vec<&str> = names.into_iter().filter(|name| name.starts_with("Partitions of ")).collect();
    assert_eq!(told, ["Partitions of large_first_rides", "Partitions of large_first_rides failed"]);
}

/// Some interpreters do not read `\'` in a text of an intrinsic function, so none is emitted.
#[test]
fn no_text_of_an_intrinsic_function_holds_a_quote() {
    for case in common::cases() {
        assert!(!common::text(&case).contains("\\\\'"), "{}", case.display());
    }
}

#[test]
fn the_state_that_calls_the_function_waits_longer_than_the_function_runs() {
    let timeout = common::machine("emr_crawler_lambda")["States"]["Run queries"]["TimeoutSeconds"].as_u64().unwrap();
    assert!(timeout > u64::from(pipelinec_core::target::QUERY_FUNCTION_SECONDS));
}
