//! The catalog as a platform engineer reviews it: `tests/cases/<case>/expected/`. `UPDATE=1` rewrites it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a failing test may panic")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use pipelinec_core::target::{Bundle, Places, check_environment, select_environment};
use pipelinec_core::{FileId, Severity, Span};
use pipelinec_syntax::SourceFile;

fn read(case: &Path, name: &str) -> String {
    fs::read_to_string(case.join(name)).unwrap()
}

fn made(case: &Path) -> BTreeMap<String, Vec<u8>> {
    let (spec, environments) = (read(case, "pipeline.yaml"), read(case, "environments.yaml"));
    let source = |id, text: &'static str| SourceFile { id: FileId(id), bytes: text.as_bytes() };
    let (spec, environments): (&'static str, &'static str) = (spec.leak(), environments.leak());
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
    pipelinec_glue::emit(&plan, environment, &Places(&line), &mut bundle);
    bundle.files
}

/// All files below `folder`, by path.
fn files(folder: &Path, below: &str, found: &mut BTreeMap<String, PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().map(Result::unwrap) {
        let name = format!("{below}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            files(&entry.path(), &format!("{name}/"), found);
        } else {
            found.insert(name, entry.path());
        }
    }
}

#[test]
fn catalogs_are_as_reviewed() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    for case in fs::read_dir(cases).unwrap().map(|entry| entry.unwrap().path()) {
        let (made, expected) = (made(&case), case.join("expected"));
        if std::env::var_os("UPDATE").is_some() {
            let _ = fs::remove_dir_all(&expected);
            for (path, contents) in &made {
                let path = expected.join(path);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, contents).unwrap();
            }
        }
        let mut reviewed = BTreeMap::new();
        files(&expected, "", &mut reviewed);
        let (made_names, reviewed_names): (Vec<_>, Vec<_>) = (made.keys().collect(), reviewed.keys().collect());
        assert_eq!(made_names, reviewed_names, "{}: run with UPDATE=1 and review the change", case.display());
        for (name, path) in reviewed {
            let is_same = fs::read(&path).unwrap() == made[&name];
            assert!(is_same, "{} differs: run with UPDATE=1 and review the change", path.display());
        }
    }
}
