//! Specs and the jobs made of them: `tests/golden/<case>/pipeline.yaml` beside the jobs.
//!
//! `UPDATE=1 cargo test` rewrites the jobs; read the diff. `spark-jobs/tests` runs them on the data beside them.

#![expect(clippy::unwrap_used, reason = "a test may fail anywhere")]

use std::path::{Path, PathBuf};

use pipelinec_core::check::check;
use pipelinec_core::plan::plan;
use pipelinec_core::target::{Bundle, Places};
use pipelinec_core::{FileId, Severity, Span, ir};
use pipelinec_syntax::{SourceFile, parse_project};

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut cases: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.retain(|path| path.join("pipeline.yaml").is_file()); // tools keep caches here
    cases.sort();
    cases
}

fn bundle(case: &Path) -> Bundle {
    let bytes = std::fs::read(case.join("pipeline.yaml")).unwrap();
    let (tree, errors) = parse_project(&[SourceFile { id: FileId(0), bytes: &bytes }]);
    assert_eq!(errors, []);
    let (pipeline, found) = check(&tree);
    let errors: Vec<String> =
        found.iter().filter(|d| d.severity == Severity::Error).map(|d| format!("{}: {}", d.code, d.message)).collect();
    assert_eq!(errors, Vec::<String>::new());
    let pipeline = pipeline.unwrap();
    assert_eq!(ir::verify(&pipeline), Vec::<String>::new());
    let (plan, found) = plan(pipeline);
    assert_eq!(found, []);
    let line = |span: Span| {
        let before = bytes.get(..span.start as usize)?;
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        Some(("pipeline.yaml".to_owned(), u32::try_from(line).ok()?))
    };
    let mut bundle = Bundle::default();
    assert_eq!(pipelinec_pyspark::emit(&plan, &Places(&line), &mut bundle), []);
    bundle
}

#[test]
fn specs_become_these_jobs() {
    for case in cases() {
        for (path, contents) in bundle(&case).files {
            if path == pipelinec_pyspark::RUNTIME {
                continue;
            }
            let file = case.join(&path);
            if std::env::var("UPDATE").is_ok() {
                std::fs::create_dir_all(file.parent().unwrap()).unwrap();
                std::fs::write(&file, &contents).unwrap();
            }
            let expected = std::fs::read_to_string(&file).unwrap_or_default();
            assert_eq!(String::from_utf8(contents).unwrap(), expected, "{}", file.display());
        }
    }
}

#[test]
fn the_same_spec_gives_the_same_bytes() {
    for case in cases() {
        assert_eq!(bundle(&case), bundle(&case));
    }
}

#[test]
fn lines_fit() {
    for case in cases() {
        for (path, contents) in bundle(&case).files {
            if path != pipelinec_pyspark::RUNTIME {
                let text = String::from_utf8(contents).unwrap();
                let long: Vec<&str> = text.lines().filter(|line| line.chars().count() > 100).collect();
                assert_eq!(long, Vec::<&str>::new(), "{path}");
            }
        }
    }
}
