//! Definitions that nobody should write: every run ends, in little time and memory, and nothing panics.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failing test may panic"
)]

mod common;

use pipelinec_asl::simulate::{Scenario, every_failure, simulate};
use serde_json::{Map, Value, json};

fn pass(template: Value) -> Value {
    json!({ "StartAt": "A", "States": { "A": { "Type": "Pass", "Parameters": template, "End": true } } })
}

fn ends_badly(definition: &Value, input: Value) {
    let scenario = Scenario { input, ..Scenario::default() };
    if let Ok(outcome) = simulate(definition, &scenario) {
        assert!(outcome.error.is_some());
    }
}

#[test]
fn bombs_end() {
    let _ = common::machine; // used by other tests
    let large = json!(vec![0; 100_000]);
    let copies: Map<String, Value> = (0..5_000).map(|n| (format!("a{n}.$"), json!("$"))).collect();
    ends_badly(&pass(Value::Object(copies)), large.clone());
    ends_badly(&pass(json!({ "a.$": format!("States.Array({})", vec!["$"; 20_000].join(",")) })), large.clone());
    ends_badly(&pass(json!({ "a.$": format!("{}$", "States.Array(".repeat(10_000)) })), large.clone());
    let mut deep = json!(1);
    for _ in 0..100 {
        deep = json!({ "a": deep, "b": [1, 2, 3] });
    }
    ends_badly(&pass(json!({ "a.$": "$..*..*..*..*..*" })), deep);

    // A Map whose iterations each copy everything, in a Map that does the same.
    let copy = |inner: Value| {
        json!({ "StartAt": "M", "States": { "M": {
            "Type": "Map", "ItemsPath": "$.items", "ItemSelector": { "items.$": "$.items" }, "ItemProcessor": inner, "End": true,
        } } })
    };
    let loops = json!({ "StartAt": "P", "States": { "P": { "Type": "Pass", "Next": "P" } } });
    ends_badly(&copy(copy(copy(loops.clone()))), json!({ "items": large }));

    let branches: Vec<Value> = vec![loops; 3_000];
    let wide = json!({ "StartAt": "P", "States": { "P": { "Type": "Parallel", "Branches": branches, "End": true } } });
    ends_badly(&wide, json!(1));
    let endless = json!({ "StartAt": "P", "States": { "P": {
        "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Next": "P",
        "Retry": [{ "ErrorEquals": ["States.ALL"], "MaxAttempts": 99_999_999, "IntervalSeconds": 99_999_999, "BackoffRate": 1e300 }],
        "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "P" }],
    } } });
    assert!(every_failure(&endless, &Scenario::default(), &[]).is_ok_and(|matrix| !matrix.rows.is_empty()));
}

/// Changes one place of a value: removes it, or puts something else there.
fn mutate(value: &mut Value, place: &mut usize, with: &Value) -> bool {
    match value {
        Value::Object(fields) => {
            let keys: Vec<String> = fields.keys().cloned().collect();
            for key in keys {
                if *place == 0 {
                    *place = usize::MAX;
                    if with.is_null() {
                        fields.remove(&key);
                    } else {
                        fields.insert(key, with.clone());
                    }
                    return true;
                }
                *place -= 1;
                if mutate(fields.get_mut(&key).unwrap(), place, with) {
                    return true;
                }
            }
            false
        }
        Value::Array(items) => items.iter_mut().any(|item| mutate(item, place, with)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

#[test]
fn changed_machines_do_not_panic() {
    let values = [json!(null), json!(7), json!("$"), json!("$.nowhere"), json!([]), json!({}), json!("States.Array(")];
    let mut runs = 0;
    for case in common::cases() {
        let definition: Value = serde_json::from_str(&common::text(&case)).unwrap();
        for number in 0.. {
            let mut changed = definition.clone();
            let with = &values[number % values.len()];
            if !mutate(&mut changed, &mut { number }, with) {
                break;
            }
            runs += usize::from(simulate(&changed, &Scenario::default()).is_ok());
        }
    }
    assert!(runs > 100, "{runs}");
}
