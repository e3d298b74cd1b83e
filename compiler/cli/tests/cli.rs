//! The command line as its users meet it: exit codes, output, bad input.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failing test may panic"
)]

mod common;

use std::time::{Duration, Instant};

use common::{check, pipelinec, project, root, stderr, stdout};

fn spec(text: &str) -> tempfile::TempDir {
    project(&[("pipeline.yaml", text.as_bytes().to_vec())])
}

/// The first finding, as `code words`.
fn first(folder: &tempfile::TempDir) -> String {
    let found = check(folder.path());
    found.first().map(|f| format!("{} {}", f.code, f.words)).unwrap_or_else(|| "clean".into())
}

#[test]
fn twelve_mistakes_are_twelve_findings_each_at_its_word() {
    let text = include_str!("specs/twelve_mistakes.yaml");
    let found: Vec<_> = check(spec(text).path())
        .into_iter()
        .filter(|f| f.severity == "error")
        .map(|f| format!("{} {} {}", f.line, f.code, f.words))
        .collect();
    let expected = [
        "6 E0108 delimeter",
        "9 E0210 decimal(40,2)",
        "10 E0205 timestmp",
        "16 E0202 ordrs",
        "22 E0201 statsu",
        "24 E0334 status",
        "25 E0203 uper",
        "26 E0301 substring",
        "27 E0305 date '2024-02-30'",
        "28 E0309 'y'",
        "29 E0112 fliter",
        "36 E0118 ",
    ];
    assert_eq!(found, expected);
}

#[test]
fn clean_specs_exit_with_0_findings_with_1_usage_with_2() {
    let good = root().join("pipelines/orders");
    assert_eq!(pipelinec(&good, &["check"]).status.code(), Some(0));
    let bad = spec(include_str!("specs/twelve_mistakes.yaml"));
    assert_eq!(pipelinec(bad.path(), &["check"]).status.code(), Some(1));
    assert_eq!(pipelinec(bad.path(), &["check", "nowhere.yaml"]).status.code(), Some(2));
    assert_eq!(pipelinec(bad.path(), &["chekc"]).status.code(), Some(2));
}

#[test]
fn every_format_tells_the_same_findings() {
    let folder = spec(include_str!("specs/twelve_mistakes.yaml"));
    let count = check(folder.path()).len();
    let github = stdout(&pipelinec(folder.path(), &["check", "--format", "github"]));
    assert_eq!(github.lines().count(), count, "{github}");
    let sarif = stdout(&pipelinec(folder.path(), &["check", "--format", "sarif"]));
    let sarif: serde_json::Value = serde_json::from_str(&sarif).unwrap();
    assert_eq!(sarif["runs"][0]["results"].as_array().unwrap().len(), count);
    let text = stderr(&pipelinec(folder.path(), &["check", "-v"]));
    assert!(text.contains("did you mean `delimiter`"), "{text}");
}

#[test]
fn hostile_text_gets_a_code_quickly() {
    let head = "pipeline: p\ninputs:\n  a:\n    path: a.csv\n    columns: { x: string }\ntransforms:\n  t:\n    from: a\n    steps:\n";
    let bomb: String = (1..30).map(|i| format!("a{i}: &a{i} [*a{0}, *a{0}, *a{0}, *a{0}]\n", i - 1)).collect();
    let wide: String = (0..5000).map(|i| format!("      column_{i}: string not null\n")).collect();
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("E0103", b"pipeline: [p\ninputs: }".to_vec()),
        ("E0104", b"pipeline: p\ninputs:\n\ta:\n".to_vec()),
        ("E0101", b"pipeline: p\ndescription: \xff\xfe\xfa\n".to_vec()),
        ("E0124", [b"\xff\xfe".to_vec(), "pipeline: p\n".encode_utf16().flat_map(u16::to_le_bytes).collect()].concat()),
        ("E0105", format!("pipeline: p\ninputs: {}", "[".repeat(100_000)).into_bytes()),
        ("E0105", format!("{head}      - filter: x = {}'a'{}\n", "(".repeat(20_000), ")".repeat(20_000)).into_bytes()),
        ("E0106", format!("pipeline: p\na0: &a0 x\n{bomb}").into_bytes()),
        ("E0102", vec![b'#'; 50 << 20]),
        ("E0121", b"pipeline: p\ninputs:\n  case:\n    path: a.csv\n    columns: { x: string }\n".to_vec()),
        ("E0120", "pipeline: p\ninputs:\n  \u{202e}evil:\n    path: a.csv\n    columns: { x: string }\n".as_bytes().to_vec()),
        ("clean", format!("pipeline: p\ninputs:\n  a:\n    path: a.csv\n    columns:\n{wide}transforms:\n  t:\n    from: a\n    steps:\n      - filter: column_4999 = 'x'\n").into_bytes()),
    ];
    for (code, bytes) in cases {
        let folder = project(&[("pipeline.yaml", bytes)]);
        let started = Instant::now();
        let found: Vec<_> = check(folder.path()).into_iter().filter(|f| f.severity == "error").collect();
        assert!(started.elapsed() < Duration::from_secs(10), "{code} took {:?}", started.elapsed());
        let codes: Vec<_> = found.iter().map(|f| f.code.as_str()).collect();
        match code {
            "clean" => assert!(codes.is_empty(), "{codes:?}"),
            _ => assert!(codes.contains(&code), "{code}: {codes:?}"),
        }
    }
}

#[test]
fn a_cycle_is_one_finding_that_names_its_members() {
    let text = "pipeline: p\ninputs:\n  i:\n    path: i.csv\n    columns: { x: string }\ntransforms:\n  \
                a: { from: c }\n  b: { from: a }\n  c: { from: b }\n";
    let found = check(spec(text).path());
    let errors: Vec<_> = found.iter().filter(|f| f.severity == "error").collect();
    assert_eq!(errors.len(), 1, "{found:?}");
    for name in ["a", "b", "c"] {
        assert!(errors[0].message.contains(&format!("`{name}`")), "{:?}", errors[0]);
    }
}

#[test]
fn a_part_of_a_project_is_checked_with_its_project() {
    let folder = project(&[
        ("pipeline.yaml", b"pipeline: p\ninputs:\n  a:\n    path: a.csv\n    columns: { x: string }\n".to_vec()),
        ("more.yaml", b"transforms:\n  t:\n    from: a\n    steps:\n      - filter: y = 'b'\n".to_vec()),
    ]);
    let output = pipelinec(folder.path(), &["check", "--format", "json", "more.yaml", "pipeline.yaml"]);
    assert_eq!(stdout(&output).matches("E0201").count(), 1, "{}", stdout(&output));
}

const RENTALS: &str = "pipeline: p\ninputs:\n  a:\n    path: a.csv\n    columns: { x: bigint, y: string }\n\
                       kpis:\n  k:\n    from: a\n    by: [y]\n    measures: { total: sum(x) }\n";

fn run_with(csv: &str) -> (tempfile::TempDir, std::process::Output) {
    let folder = project(&[("pipeline.yaml", RENTALS.as_bytes().to_vec()), ("data/a.csv", csv.as_bytes().to_vec())]);
    let output = pipelinec(folder.path(), &["run", ".", "--out", "out"]);
    (folder, output)
}

#[test]
fn a_run_writes_parquet_and_prints_tables() {
    let (folder, output) = run_with("x,y\n1,a\n2,a\n3,b\n");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains("total"), "{}", stdout(&output));
    let files: Vec<_> =
        std::fs::read_dir(folder.path().join("out/k")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(files.iter().any(|f| f.to_string_lossy().ends_with(".parquet")), "{files:?}");
}

#[test]
fn bad_data_says_where_and_leaves_nothing_behind() {
    let cases = [
        ("x,y\n1,a\nnope,b\n", "E0804", "3"),
        ("x,y\n1,a\n1,2,3\n", "E0804", "3"),
        ("x,z\n1,a\n", "E0803", "y"),
        ("x,y\n99999999999999999999,a\n", "E0804", "2"),
        ("", "E0803", "x"),
    ];
    for (csv, code, words) in cases {
        let (folder, output) = run_with(csv);
        let text = stderr(&output);
        assert_eq!(output.status.code(), Some(1), "{csv:?}: {text}");
        assert!(text.contains(code) && text.contains(words), "{csv:?}: {text}");
        assert!(!folder.path().join("out/k").exists(), "{csv:?} left results");
    }
}

#[test]
fn an_overflow_fails_the_run_and_keeps_earlier_results() {
    let folder = project(&[("pipeline.yaml", RENTALS.as_bytes().to_vec()), ("data/a.csv", b"x,y\n1,a\n".to_vec())]);
    assert_eq!(pipelinec(folder.path(), &["run", ".", "--out", "out"]).status.code(), Some(0));
    let before: Vec<_> =
        std::fs::read_dir(folder.path().join("out/k")).unwrap().map(|e| e.unwrap().file_name()).collect();
    std::fs::write(folder.path().join("data/a.csv"), "x,y\n9223372036854775807,a\n1,a\n").unwrap();
    let output = pipelinec(folder.path(), &["run", ".", "--out", "out"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(stderr(&output).contains("E0830"), "{}", stderr(&output));
    let after: Vec<_> =
        std::fs::read_dir(folder.path().join("out/k")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(before, after);
}

#[test]
fn machine_output_is_json_even_when_the_run_fails() {
    let (_folder, output) = {
        let folder = project(&[("pipeline.yaml", RENTALS.as_bytes().to_vec()), ("data/a.csv", b"x,y\n?,a\n".to_vec())]);
        let output = pipelinec(folder.path(), &["run", ".", "--out", "out", "--format", "json"]);
        (folder, output)
    };
    let json: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(json["ok"], false);
}

#[test]
fn missing_data_is_an_error_with_the_path() {
    let folder = project(&[("pipeline.yaml", RENTALS.as_bytes().to_vec())]);
    let output = pipelinec(folder.path(), &["run", "."]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("E0801") && stderr(&output).contains("a.csv"), "{}", stderr(&output));
}

#[test]
fn a_full_disk_is_named_and_leaves_nothing_that_looks_whole() {
    // /dev/full answers every write with ENOSPC; a tmpfs would need rights that CI may not have.
    if !cfg!(target_os = "linux") {
        return;
    }
    let folder = project(&[("pipeline.yaml", RENTALS.as_bytes().to_vec()), ("data/a.csv", b"x,y\n1,a\n".to_vec())]);
    std::fs::write(folder.path().join("out"), "a file, not a folder").unwrap();
    let output = pipelinec(folder.path(), &["run", ".", "--out", "out"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(stderr(&output).contains("E0811"), "{}", stderr(&output));
    assert_eq!(std::fs::read_to_string(folder.path().join("out")).unwrap(), "a file, not a folder");
}

#[test]
fn explain_knows_codes_and_functions() {
    let page = stdout(&pipelinec(&root(), &["explain", "e0201"]));
    assert!(page.starts_with("# E0201: "), "{page}");
    let page = stdout(&pipelinec(&root(), &["explain", "date_diff"]));
    assert!(page.contains("date_diff"), "{page}");
    let output = pipelinec(&root(), &["explain", "date_dif"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("`date_diff`"), "{}", stderr(&output));
}

#[test]
fn the_examples_pass_their_own_tests() {
    for name in ["car_rental", "web_logs", "orders"] {
        let output = pipelinec(&root(), &["test", &format!("pipelines/{name}")]);
        assert_eq!(output.status.code(), Some(0), "{name}: {}{}", stdout(&output), stderr(&output));
    }
}

#[test]
fn first_finding_of_a_missing_head() {
    assert_eq!(first(&spec("inputs: {}\n")).split(' ').next(), Some("E0115"));
}
