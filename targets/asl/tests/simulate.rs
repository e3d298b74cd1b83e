//! Machines run in memory: `tests/simulate/*.md`. A case is a `json definition` block (else the one before), a
//! `json scenario` block, and what comes of it as a `text` block, which `UPDATE=1` rewrites.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failing test may panic"
)]

mod common;

use std::fmt::Write;
use std::path::{Path, PathBuf};

use pipelinec_asl::simulate::{Ends, Failure, Outcome, Problem, Scenario, every_failure, simulate, tasks};
use serde_json::{Value, json};

#[test]
fn cases_end_as_written() {
    let files = files();
    assert!(!files.is_empty());
    let mut wrong = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let made = answer_cases(&text, &file);
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&file, &made).unwrap();
        } else if made != text {
            let pairs = made.lines().zip(text.lines()).find(|(made, written)| made != written);
            wrong.push(format!("{}: {pairs:?}", file.display()));
        }
    }
    assert!(wrong.is_empty(), "run with UPDATE=1 and review: {}", wrong.join("\n"));
}

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/simulate");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// The file with every `text` block as it must be.
fn answer_cases(text: &str, file: &Path) -> String {
    let (mut made, mut definition, mut scenario) = (String::new(), Value::Null, json!({}));
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        writeln!(made, "{line}").unwrap();
        let Some(info) = line.strip_prefix("```").filter(|info| !info.is_empty()) else { continue };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        let block = block.join("\n");
        let parsed = || serde_json::from_str(&block).unwrap_or_else(|e| panic!("{}: {e} in {block}", file.display()));
        match info {
            "json definition" => definition = parsed(),
            "json scenario" => scenario = parsed(),
            "text" => {
                writeln!(made, "{}\n```", outcome(&definition, &scenario)).unwrap();
                scenario = json!({});
                continue;
            }
            other => panic!("{}: a block of `{other}`", file.display()),
        }
        writeln!(made, "{block}\n```").unwrap();
    }
    made
}

/// `{"input": …, "fail": [["State", "Error", times]], "answers": {…}}`.
fn outcome(definition: &Value, scenario: &Value) -> String {
    let failures = scenario["fail"].as_array().cloned().unwrap_or_default();
    let failure = |item: Value| {
        let mut failure = Failure::new(item[0].as_str().unwrap(), item[1].as_str().unwrap());
        failure.times = item[2].as_u64().map(|times| u32::try_from(times).unwrap());
        failure.started = item[3].as_bool().unwrap_or(failure.started);
        failure
    };
    let answers = scenario["answers"].as_object().cloned().unwrap_or_default();
    let scenario = Scenario {
        input: scenario.get("input").cloned().unwrap_or(json!({})),
        failures: failures.into_iter().map(failure).collect(),
        answers: answers.into_iter().collect(),
        trace: false,
    };
    match simulate(definition, &scenario) {
        Err(refused) => format!("refused {refused}"),
        Ok(outcome) => describe(&outcome),
    }
}

fn describe(outcome: &Outcome) -> String {
    let mut text = format!("{} after {} s", outcome.status, outcome.seconds);
    if let (Some(error), Some(cause)) = (&outcome.error, &outcome.cause) {
        let cause: String = cause.chars().take(160).collect();
        write!(text, "\nerror {error}: {cause}").unwrap();
    }
    if let Some(output) = &outcome.output {
        let shown: String = output.to_string().chars().take(400).collect();
        write!(text, "\noutput {shown}").unwrap();
    }
    let place = |branch: &str| if branch.is_empty() { String::new() } else { format!("{branch}: ") };
    let path: Vec<String> = outcome.path.iter().map(|e| format!("{}{}", place(&e.branch), e.state)).collect();
    let more = if path.len() > 60 { format!(" and {} more", path.len() - 60) } else { String::new() };
    write!(text, "\npath {}{more}", path.iter().take(60).cloned().collect::<Vec<_>>().join(" > ")).unwrap();
    for left in &outcome.left_running {
        write!(text, "\nleft {} of `{}`, ends {:?}", left.kind, left.started_by, left.ends).unwrap();
    }
    for problem in outcome.problems() {
        write!(text, "\nproblem {problem:?}").unwrap();
    }
    text
}

/// What a case's machine needs to come to its end: `input.json`, or nothing.
fn scenario_of(case: &Path) -> Scenario {
    let input = std::fs::read_to_string(case.join("input.json")).ok();
    Scenario { input: input.map_or(json!({}), |text| serde_json::from_str(&text).unwrap()), ..Scenario::default() }
}

#[test]
fn emitted_machines_leave_nothing_running_whatever_fails() {
    for case in common::cases() {
        let definition: Value = serde_json::from_str(&common::text(&case)).unwrap();
        let matrix = every_failure(&definition, &scenario_of(&case), &[]).unwrap();
        let name = case.display();
        assert_eq!(
            describe(&matrix.undisturbed).lines().next().unwrap().split(' ').next(),
            Some("SUCCEEDED"),
            "{name}"
        );
        assert_eq!(matrix.undisturbed.left_running, [], "{name}");
        assert_eq!(matrix.not_reached, [] as [String; 0], "{name}");
        assert!(matrix.rows.len() >= 5 * tasks(&definition).len(), "{name}");
        for row in &matrix.rows {
            let what = format!("{name}: {:?} with {:?}: {}", row.failure, row.with, describe(&row.outcome));
            assert_eq!(row.problems, [], "{what}");
            assert_eq!(row.outcome.not_reached, [] as [String; 0], "{what}");
            // A cluster that comes up after its creation timed out is looked for.
            if row.failure.state == "Create cluster" && row.failure.error == "States.Timeout" {
                assert_eq!(row.outcome.left_running, [], "{what}");
            }
            // The idle policy is the backstop of errors that nothing can catch, and of a cluster that cannot be ended.
            let is_backstop = |ends: Ends| matches!(ends, Ends::Idle(_));
            let is_excused = matches!(row.failure.error.as_str(), "States.Runtime" | "States.DataLimitExceeded")
                || row.with.iter().chain([&row.failure]).any(|f| f.state.contains("luster"));
            if !is_excused {
                let left = row.outcome.left_running.iter().find(|left| is_backstop(left.ends));
                assert!(left.is_none(), "{what}");
            }
        }
    }
}

/// The matrix must be able to fail: a machine without its clean-up leaks.
#[test]
fn a_missing_termination_is_seen() {
    let mut definition = common::machine("smallest");
    let states = definition["States"].as_object_mut().unwrap();
    for name in ["Terminate cluster", "Terminate cluster after failure"] {
        let next = states[name]["Next"].clone();
        states[name] = json!({ "Type": "Pass", "Next": next });
    }
    states["Create cluster"]["Parameters"].as_object_mut().unwrap().remove("AutoTerminationPolicy");
    let matrix = every_failure(&definition, &Scenario::default(), &[]).unwrap();
    assert_eq!(matrix.problems, [Problem::Leak]);
    assert!(matrix.rows.iter().filter(|row| row.problems.contains(&Problem::Leak)).count() > 3);
}
