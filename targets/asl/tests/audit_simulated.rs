//! What the audit predicts without running anything, the simulation shows by running: two ways to the same answer.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failing test may panic"
)]

mod common;

use std::collections::BTreeSet;
use std::path::Path;

use pipelinec_asl::audit::audit;
use pipelinec_asl::document::parse;
use pipelinec_asl::simulate::{Problem, Scenario, every_failure};
use pipelinec_core::FileId;
use serde_json::{Value, json};

/// Codes of the audit, and what a simulation shows of them.
const PREDICTED: [(&[&str], Problem); 3] = [
    (&["E1009", "E1010", "E1011", "E1012"], Problem::Leak),
    (&["W1002"], Problem::FailureEndedInSuccess),
    (&["W1003"], Problem::NotAwaited),
];

fn codes(machine: &str) -> BTreeSet<&'static str> {
    let (definition, mut found) = parse(FileId(0), machine);
    found.extend(definition.iter().flat_map(audit));
    found.iter().map(|finding| finding.code.0).collect()
}

/// What goes wrong in some run: undisturbed, or with one Task failing in a way that can be caught.
fn shown(definition: &Value) -> Option<Vec<Problem>> {
    let scenario = Scenario {
        input: json!({ "day": "2026-01-01", "order": { "id": 1 }, "rows": 0, "redshift_password": "x" }),
        ..Scenario::default()
    };
    let errors = ["States.TaskFailed".to_owned(), "States.Timeout".to_owned()];
    let matrix = every_failure(definition, &scenario, &errors).ok()?;
    let rows = matrix.rows.iter().flat_map(|row| row.problems.iter());
    Some(matrix.problems.iter().chain(rows).copied().collect())
}

#[test]
fn hand_written_machines() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/audit");
    let (mut agreed, mut not_simulated) = (0, Vec::new());
    let mut pages: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.sort();
    for path in pages {
        let page = std::fs::read_to_string(&path).unwrap();
        let machine = page.split_once("```json\n").unwrap().1.split_once("\n```").unwrap().0;
        let Some(shown) = shown(&serde_json::from_str(machine).unwrap()) else {
            not_simulated.push(path.file_stem().unwrap().to_string_lossy().into_owned());
            continue;
        };
        let told = codes(machine);
        for (codes, problem) in PREDICTED {
            let predicted = codes.iter().any(|code| told.contains(code));
            assert_eq!(predicted, shown.contains(&problem), "{}: {problem:?}, {told:?}", path.display());
            agreed += usize::from(predicted);
        }
    }
    assert!(agreed >= 14, "{agreed} predictions");
    assert_eq!(not_simulated, ["good_distributed_map", "good_jsonata", "sync_that_does_not_exist"]);
}

/// The example of a code's page that raises it, and the one that does not: the simulation shows the same.
#[test]
fn pages_of_codes() {
    let mut agreed = 0;
    for (codes, problem) in PREDICTED {
        for entry in pipelinec_core::diag::all().iter().filter(|entry| codes.contains(&entry.code.0)) {
            for (heading, expected) in [("Wrong", true), ("Right", false)] {
                let section = entry.page.split("\n## ").find(|section| section.starts_with(heading)).unwrap();
                let machine = section.split("\n```").nth(1).unwrap().split_once('\n').unwrap().1;
                // A wrong one without its backstop, so that what leaks is seen; a right one needs it where the call that
                // makes or ends the cluster fails itself.
                let policy = if expected { "NoPolicy" } else { "AutoTerminationPolicy" };
                let machine = machine.replace("AutoTerminationPolicy", policy);
                let shown = shown(&serde_json::from_str(&machine).unwrap()).unwrap();
                assert_eq!(shown.contains(&problem), expected, "{} {heading}: {shown:?}", entry.code);
                agreed += 1;
            }
        }
    }
    assert_eq!(agreed, 12);
}

/// The compiler's own machine, with one mistake planted at a time.
#[test]
fn planted_mistakes() {
    let _ = common::cases; // used by other tests
    type Plant = fn(&mut Value);
    let plants: [(&str, Plant, Problem); 5] = [
        (
            "the error replaces the data",
            |states| {
                states["Run kpi_calculation"]["Catch"][0].as_object_mut().unwrap().remove("ResultPath");
            },
            Problem::Leak,
        ),
        (
            "no catcher",
            |states| {
                states["Run kpi_calculation"].as_object_mut().unwrap().remove("Catch");
            },
            Problem::Leak,
        ),
        ("past the end", |states| states["Run kpi_calculation"]["Next"] = json!("Pipeline succeeded"), Problem::Leak),
        (
            "a failure succeeds",
            |states| states["Pipeline failed"] = json!({ "Type": "Succeed" }),
            Problem::FailureEndedInSuccess,
        ),
        (
            "nobody waits for the query",
            |states| states["Query recent"]["Resource"] = json!("arn:aws:states:::athena:startQueryExecution"),
            Problem::NotAwaited,
        ),
    ];
    for (what, plant, problem) in plants {
        let mut changed = common::machine("emr_tables_athena");
        let states = &mut changed["States"];
        // Without its backstop, so that what leaks is seen.
        states["Create cluster"]["Parameters"].as_object_mut().unwrap().remove("AutoTerminationPolicy");
        let known: Vec<Problem> = shown(&json!(changed)).unwrap().into_iter().filter(|p| *p != Problem::Leak).collect();
        assert_eq!(known, [], "{what}");
        plant(&mut changed["States"]);
        let told = codes(&changed.to_string());
        let predicted = PREDICTED.iter().find(|(_, shown)| *shown == problem).unwrap().0;
        assert!(predicted.iter().any(|code| told.contains(code)), "{what}: {told:?}");
        assert!(shown(&changed).unwrap().contains(&problem), "{what}");
    }
}
