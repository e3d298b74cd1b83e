//! `pipelinec diff`: specs and builds in any pair, exit codes, and what cannot be compared.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failing test may panic"
)]

mod common;

use std::path::Path;

use common::{pipelinec, root, stderr, stdout};

const ENVIRONMENTS: &str =
    "environments:\n  lab:\n    region: eu-west-1\n    bucket: shop-data\n    compute: { kind: emr }\n    schedule: ";

fn write(folder: &Path, spec: &str, schedule: &str) {
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(folder.join("pipeline.yaml"), spec).unwrap();
    std::fs::write(folder.join("environments.yaml"), format!("{ENVIRONMENTS}{schedule}\n")).unwrap();
}

fn spec(measure: &str) -> String {
    format!(
        "pipeline: shop\ninputs:\n  orders: {{ path: o.csv, columns: {{ day: date, amount: bigint }} }}\n\
         kpis:\n  sales: {{ from: orders, by: [day], measures: {{ revenue: {measure} }} }}\n"
    )
}

#[test]
fn specs_and_builds_compare_alike() {
    let scratch = tempfile::tempdir().unwrap();
    let folder = scratch.path();
    write(&folder.join("old"), &spec("sum(amount)"), "cron(0 5 * * ? *)");
    write(&folder.join("new"), &spec("avg(amount)"), "cron(0 6 * * ? *)");
    for side in ["old", "new"] {
        let built = pipelinec(folder, &["build", side, "--out", &format!("built_{side}")]);
        assert_eq!(built.status.code(), Some(0), "{}", stderr(&built));
    }
    let diff = |old: &str, new: &str| stdout(&pipelinec(folder, &["diff", old, new]));
    let expected = "the pipeline\n  ~ schedule changed: `cron(0 5 * * ? *) in UTC` -> `cron(0 6 * * ? *) in UTC`\n\n\
                    sales\n  ~ measure `revenue` changed: `sum(amount)` -> `avg(amount)`  (pipeline.yaml:5)\n      \
                    BREAKING: the type of the published column `revenue` changes from bigint to double\n\n\
                    2 changes by meaning, 1 BREAKING\n";
    for (old, new) in [("old", "new"), ("built_old", "built_new"), ("built_old/manifest.json", "new/pipeline.yaml")] {
        assert_eq!(diff(old, new), expected, "{old} {new}");
    }
    assert_eq!(diff("old", "built_old"), "no change by meaning\n");
}

#[test]
fn the_exit_code_is_asked_for() {
    let scratch = tempfile::tempdir().unwrap();
    let folder = scratch.path();
    for (name, measure) in [("a", "sum(amount)"), ("b", "max(amount)"), ("c", "avg(amount)")] {
        write(&folder.join(name), &spec(measure), "rate(1 day)");
    }
    for (new, fail_on, code) in [
        ("a", "change", 0),
        ("b", "never", 0),
        ("b", "breaking", 0),
        ("b", "change", 1),
        ("c", "breaking", 1),
        ("c", "never", 0),
    ] {
        let output = pipelinec(folder, &["diff", "a", new, "--fail-on", fail_on]);
        assert_eq!(output.status.code(), Some(code), "{new} {fail_on}: {}", stdout(&output));
    }
    let output = pipelinec(folder, &["diff", "a", "c", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(json["counts"], serde_json::json!({ "changes": 1, "breaking": 1 }));
    assert_eq!(json["changes"][0]["new"], "avg(amount)");
}

#[test]
fn what_cannot_be_compared_is_said() {
    let scratch = tempfile::tempdir().unwrap();
    let folder = scratch.path();
    write(&folder.join("spec"), &spec("sum(amount)"), "rate(1 day)");
    write(&folder.join("wrong"), &spec("sum(amuont)"), "rate(1 day)");
    std::fs::write(folder.join("older.json"), "{ \"pipeline\": \"shop\" }").unwrap();
    std::fs::write(folder.join("newer.json"), "{ \"meaning\": { \"version\": 99 } }").unwrap();
    std::fs::write(folder.join("text.json"), "hello").unwrap();
    for (args, code, says) in [
        (vec!["older.json", "spec"], 2, "this build does not say what it means"),
        (vec!["spec", "newer.json"], 2, "has the form 99"),
        (vec!["text.json", "spec"], 2, "not a manifest"),
        (vec!["spec", "nowhere"], 2, "no such file or folder"),
        (vec!["spec", "wrong"], 1, "there is no column `amuont`"),
        (vec!["spec", "spec", "--env", "prod"], 2, "environment `prod`"),
    ] {
        let mut all = vec!["diff"];
        all.extend(&args);
        let output = pipelinec(folder, &all);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {}", stderr(&output));
        assert!(stderr(&output).contains(says), "{args:?}: {}", stderr(&output));
    }
}

#[test]
fn every_example_is_itself() {
    for example in std::fs::read_dir(root().join("pipelines")).unwrap() {
        let path = example.unwrap().path();
        if path.is_dir() {
            let path = path.to_string_lossy().into_owned();
            let output = pipelinec(&root(), &["diff", &path, &path]);
            assert_eq!(stdout(&output), "no change by meaning\n", "{path}: {}", stderr(&output));
        }
    }
}
