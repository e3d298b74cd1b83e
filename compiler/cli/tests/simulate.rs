//! `pipelinec simulate` as people and scripts call it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failing test may panic"
)]

mod common;

use std::process::Output;

use common::{pipelinec, project, root, stderr, stdout};
use serde_json::{Value, json};

/// Creates a cluster, runs a step, ends the cluster; no error is caught.
fn careless() -> String {
    let task = |action: &str, parameters: Value, next: Value| {
        let mut task = json!({
            "Type": "Task", "Resource": format!("arn:aws:states:::elasticmapreduce:{action}"), "Parameters": parameters,
        });
        task.as_object_mut().unwrap().extend(next.as_object().unwrap().clone());
        task
    };
    let instances = json!({ "Name": "c", "Instances": { "KeepJobFlowAliveWhenNoSteps": true } });
    let id = || json!({ "ClusterId.$": "$.c.ClusterId", "Step": { "Name": "s" } });
    let states = json!({
        "Create": task("createCluster.sync", instances, json!({ "ResultPath": "$.c", "Next": "Step" })),
        "Step": task("addStep.sync", id(), json!({ "ResultPath": null, "Next": "End it" })),
        "End it": task("terminateCluster.sync", id(), json!({ "End": true })),
    });
    json!({ "StartAt": "Create", "States": states }).to_string()
}

fn simulate(definition: &str, args: &[&str]) -> Output {
    let folder = project(&[("machine.json", definition.as_bytes().to_vec())]);
    pipelinec(folder.path(), &[&["simulate", "machine.json"], args].concat())
}

#[test]
fn leaks_are_findings_and_json_says_which() {
    let fine = simulate(&careless(), &[]);
    assert_eq!(fine.status.code(), Some(0), "{}", stderr(&fine));
    let leak = simulate(&careless(), &["--fail", "Step=States.Timeout", "--format", "json"]);
    assert_eq!(leak.status.code(), Some(1), "{}", stderr(&leak));
    let outcome: Value = serde_json::from_str(&stdout(&leak)).unwrap();
    assert_eq!(outcome["status"], "FAILED");
    assert_eq!(outcome["error"], "States.Timeout");
    assert_eq!(outcome["path"], json!([{ "state": "Create", "branch": "" }, { "state": "Step", "branch": "" }]));
    assert_eq!(outcome["left_running"][0]["started_by"], "Create");
    assert_eq!(outcome["left_running"][0]["ends"], "never");
    assert_eq!(outcome["problems"], json!(["leak"]));
}

#[test]
fn half_a_creation_is_a_failure_of_its_own() {
    let left = |fail: &str| {
        let output = simulate(&careless(), &["--fail", fail, "--format", "json"]);
        let outcome: Value = serde_json::from_str(&stdout(&output)).unwrap();
        outcome["left_running"].as_array().unwrap().len()
    };
    assert_eq!(left("Create"), 0);
    assert_eq!(left("Create=States.Timeout"), 1);
    assert_eq!(left("Create=States.Timeout@before"), 0);
    assert_eq!(left("Create=States.Permissions@started"), 1);
    let matrix = simulate(&careless(), &["--fail-each"]);
    assert_eq!(matrix.status.code(), Some(1));
    let text = stdout(&matrix);
    assert!(text.contains("States.Timeout (before)") && text.contains("LEAK"), "{text}");
    let only = simulate(&careless(), &["--fail-each=Mine,States.Timeout", "--format", "json"]);
    let matrix: Value = serde_json::from_str(&stdout(&only)).unwrap();
    let errors: Vec<&Value> = matrix["rows"].as_array().unwrap().iter().map(|row| &row["failure"]["error"]).collect();
    assert!(errors.len() == 7 && errors.iter().all(|e| **e == "Mine" || **e == "States.Timeout"), "{errors:?}");
}

#[test]
fn mistakes_of_the_caller_are_usage() {
    for (args, message) in [
        (&["--fail", "Stepp"][..], "did you mean `Step`?"),
        (&["--fail", "Step*x"], "is no number of times"),
        (&["--fail", "Step="], "names no error"),
        (&["--input", "{"], "is not JSON"),
        (&["--input", "@nowhere.json"], "nowhere.json"),
        (&["--answer", "Step"], "is not `STATE=JSON`"),
    ] {
        let output = simulate(&careless(), args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(stderr(&output).contains(message), "{args:?}: {}", stderr(&output));
    }
    let jsonata =
        simulate(r#"{"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Succeed"}}}"#, &[]);
    assert_eq!(jsonata.status.code(), Some(2));
    assert!(stderr(&jsonata).contains("JSONata: not simulated"), "{}", stderr(&jsonata));
    let broken = simulate("{\"StartAt\": ", &[]);
    assert_eq!(broken.status.code(), Some(2), "{}", stderr(&broken));
    assert!(!stderr(&broken).is_empty() || !stdout(&broken).is_empty());
}

#[test]
fn transient_errors_and_answers() {
    let definition = json!({ "StartAt": "T", "States": {
        "T": {
            "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {}, "OutputPath": "$.Payload",
            "Retry": [{ "ErrorEquals": ["States.TaskFailed"], "MaxAttempts": 2 }], "End": true,
        },
    } });
    let run =
        |fail: &str| simulate(&definition.to_string(), &["--fail", fail, "--answer", "T={\"Payload\": 7}", "--trace"]);
    let recovered = run("T=Lambda.ServiceException*2");
    assert_eq!(recovered.status.code(), Some(0));
    let text = stdout(&recovered);
    assert!(text.contains("SUCCEEDED") && text.matches("tries again").count() == 2, "{text}");
    assert!(stdout(&run("T=Lambda.ServiceException*3")).contains("FAILED"));
}

#[test]
fn examples_leave_nothing_running_whatever_fails() {
    for example in ["car_rental", "orders", "web_logs"] {
        let spec = root().join("pipelines").join(example);
        let output = pipelinec(&root(), &["simulate", spec.to_str().unwrap(), "--fail-each", "--format", "json"]);
        assert_eq!(output.status.code(), Some(0), "{example}: {}{}", stdout(&output), stderr(&output));
        let matrix: Value = serde_json::from_str(&stdout(&output)).unwrap();
        assert_eq!(matrix["undisturbed"]["status"], "SUCCEEDED", "{example}");
        assert_eq!(matrix["not_reached"], json!([]), "{example}");
        for row in matrix["rows"].as_array().unwrap() {
            let ends = row["outcome"]["left_running"].as_array().unwrap().iter().map(|left| &left["ends"]);
            assert!(ends.clone().all(|ends| *ends != "never"), "{example}: {row}");
        }
    }
}

/// The commands of docs/simulate.md, run in docs/examples, print what the page shows. `UPDATE=1` rewrites the page.
#[test]
fn the_page_shows_real_output() {
    const FENCE: &str = "```console checked\n";
    let path = root().join("docs/simulate.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let mut parts = page.split(FENCE);
    let mut made = parts.next().unwrap().to_owned();
    let mut examples = 0;
    for part in parts {
        let (block, rest) = part.split_once("```").unwrap();
        let command = block.lines().next().unwrap();
        let args: Vec<&str> = command.strip_prefix("$ pipelinec ").unwrap().split(' ').collect();
        let output = pipelinec(&root().join("docs/examples"), &args);
        made += &format!("{FENCE}{command}\n{}```{rest}", stdout(&output));
        examples += 1;
    }
    assert!(examples > 1);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &made).unwrap();
        return;
    }
    assert!(made == page, "docs/simulate.md differs: run with UPDATE=1 and review the change");
}
