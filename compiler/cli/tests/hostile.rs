//! Input that means harm: to the terminal, to generated code, to what is already there.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failing test may panic"
)]

mod common;

use std::process::{Command, Stdio};

use common::{pipelinec, project, root, stderr};

#[test]
fn endless_lines_are_quoted_not_drawn() {
    let keys: Vec<String> = (0..50_000).map(|_| "\"a\":\"b\"".to_owned()).collect();
    let long = [
        "a".repeat(2_000_000) + ": x\n",
        format!("{{{}}}", keys.join(",")),
        format!("pipeline: {}\n", "p".repeat(99_999)),
    ];
    for text in long {
        let folder = project(&[("pipeline.yaml", text.into_bytes())]);
        let output = pipelinec(folder.path(), &["check", "."]);
        let text = stderr(&output);
        assert_eq!(output.status.code(), Some(1), "{text:.300}");
        assert!(text.contains("at pipeline.yaml:1:") && text.len() < 200_000, "{} bytes: {text:.300}", text.len());
    }
}

#[test]
fn a_label_over_many_lines_is_drawn_on_the_first() {
    let text = format!("pipeline: p\ninputs: \"{}\"\n", "x\n  ".repeat(10_000));
    let folder = project(&[("pipeline.yaml", text.into_bytes())]);
    let output = pipelinec(folder.path(), &["check", "."]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).len() < 5_000, "{}", stderr(&output).len());
}

#[test]
fn a_spec_cannot_speak_to_the_terminal() {
    let text = "pipeline: p\ndescription: \u{1b}[2J\r\u{202e}\u{85}\ninputs:\n  a: { path: \"\\e[31m\", colour\u{202e}s: x }\n";
    let folder = project(&[("pipeline.yaml", text.as_bytes().to_vec())]);
    let shown = stderr(&pipelinec(folder.path(), &["check", "."]));
    assert!(shown.contains("pipeline.yaml:"), "{shown}");
    assert!(!shown.contains(['\u{1b}', '\r', '\u{202e}', '\u{85}']), "{shown:?}");
}

#[test]
fn a_file_name_stays_inside_its_comment() {
    if !cfg!(unix) {
        return;
    }
    let spec = std::fs::read(root().join("pipelines/orders/pipeline.yaml")).unwrap();
    let environments = std::fs::read(root().join("pipelines/orders/environments.yaml")).unwrap();
    let folder = project(&[("a\nDROP TABLE t;\r.yaml", spec), ("environments.yaml", environments)]);
    let output = pipelinec(folder.path(), &["build", ".", "--out", "built"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    for part in ["athena", "athena/ddl", "jobs"] {
        for entry in std::fs::read_dir(folder.path().join("built").join(part)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                continue;
            }
            let text = String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned();
            assert!(!text.split(['\n', '\r']).any(|line| line.starts_with("DROP")), "{text}");
        }
    }
}

#[test]
fn text_that_does_not_arrive_is_an_error() {
    let Ok(full) = std::fs::OpenOptions::new().write(true).open("/dev/full") else { return };
    let orders = root().join("pipelines/orders");
    for args in [&["completions", "bash"][..], &["explain"], &["graph", "."], &["check", ".", "--format", "json"]] {
        let output = Command::new(env!("CARGO_BIN_EXE_pipelinec"))
            .args(args)
            .current_dir(&orders)
            .stdout(Stdio::from(full.try_clone().unwrap()))
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?}: {}", stderr(&output));
        assert!(!stderr(&output).contains("panicked"), "{args:?}");
    }
}

#[test]
fn a_header_with_a_column_twice_is_refused() {
    let spec = "pipeline: p\ninputs:\n  a:\n    path: a.csv\n    columns: { x: bigint }\n\
                kpis:\n  k:\n    from: a\n    measures: { total: sum(x) }\n";
    let data = b"x,y,x,y\n1,2,3,4\n".to_vec();
    let folder = project(&[("pipeline.yaml", spec.as_bytes().to_vec()), ("data/a.csv", data)]);
    let output = pipelinec(folder.path(), &["run", ".", "--out", "out"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(stderr(&output).contains("names `x` twice"), "{}", stderr(&output));
}
