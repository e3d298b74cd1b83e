//! Statements and the function as an analyst reviews them: `tests/cases/<case>/expected/`. `UPDATE=1` rewrites it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a failing test may panic")]

use std::fs;
use std::path::Path;

use pipelinec_core::target::{Bundle, Places, check_environment, select_environment};
use pipelinec_core::{FileId, Severity, Span};
use pipelinec_syntax::SourceFile;

fn made(case: &Path) -> Bundle {
    let read = |name: &str| fs::read_to_string(case.join(name)).unwrap();
    let (spec, environments): (&'static str, &'static str) =
        (read("pipeline.yaml").leak(), read("environments.yaml").leak());
    let source = |id, text: &'static str| SourceFile { id: FileId(id), bytes: text.as_bytes() };
    let (tree, errors) = pipelinec_syntax::parse_project(&[source(0, spec)]);
    assert_eq!(errors, []);
    let (pipeline, diagnostics) = pipelinec_core::check::check(&tree);
    assert!(diagnostics.iter().all(|d| d.severity != Severity::Error), "{diagnostics:?}");
    let (plan, _) = pipelinec_core::plan::plan(pipeline.unwrap());
    let (environments, errors) = pipelinec_syntax::parse_environments(source(1, environments));
    assert_eq!(errors, []);
    let environment = select_environment(&environments, None).unwrap();
    assert_eq!(check_environment(&plan, environment), []);
    let line = |span: Span| {
        let before = spec.get(..span.start as usize)?;
        Some(("pipeline.yaml".to_owned(), u32::try_from(before.matches('\n').count() + 1).ok()?))
    };
    let mut bundle = Bundle::default();
    assert_eq!(pipelinec_athena::emit(&plan, environment, &Places(&line), &mut bundle), []);
    bundle
}

#[test]
fn statements_are_as_reviewed() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    for case in fs::read_dir(cases).unwrap().map(|entry| entry.unwrap().path()) {
        for (name, contents) in made(&case).files {
            let path = case.join("expected").join(name);
            if std::env::var_os("UPDATE").is_some() {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(&path, &contents).unwrap();
            }
            let is_same = fs::read(&path).is_ok_and(|reviewed| reviewed == contents);
            assert!(is_same, "{} differs: run with UPDATE=1 and review the change", path.display());
        }
    }
}
