//! What specs become: the pages in `pipelines/` hold specs, each followed by its pipeline as text.
//!
//! `UPDATE=1 cargo test` rewrites the pipelines; read the diff. Every pipeline is verified too.

#![expect(clippy::disallowed_methods, reason = "the core reads no files, its tests do")]

use std::fmt::Write as _;
use std::path::Path;

use pipelinec_core::check::check;
use pipelinec_core::diag::from_syntax;
use pipelinec_core::{Diagnostic, FileId, ir};
use pipelinec_syntax::{SourceFile, parse_project};

/// The pipeline of a spec as text, or what is wrong with it.
fn pipeline(spec: &str) -> String {
    let (tree, errors) = parse_project(&[SourceFile { id: FileId(0), bytes: spec.as_bytes() }]);
    let (pipeline, found) = check(&tree);
    match pipeline {
        Some(pipeline) => {
            assert_eq!(ir::verify(&pipeline), Vec::<String>::new());
            pipeline.to_string()
        }
        None => {
            let found: Vec<Diagnostic> = errors.iter().map(from_syntax).chain(found).collect();
            found.iter().fold(String::new(), |mut out, d| {
                let _ = writeln!(out, "{} {}", d.code, d.message);
                out
            })
        }
    }
}

/// The page with the pipeline of each spec after it.
fn rewritten(page: &str) -> String {
    let mut out = String::new();
    let mut rest = page;
    while let Some((before, after)) = rest.split_once("```yaml\n") {
        let (spec, after) = after.split_once("```\n").unwrap_or_default();
        // An old pipeline goes.
        let after = match after.strip_prefix("\n```text\n").and_then(|old| old.split_once("```\n")) {
            Some((_, after)) => after,
            None => after,
        };
        let _ = write!(out, "{before}```yaml\n{spec}```\n\n```text\n{}```\n", pipeline(spec));
        rest = after;
    }
    out + rest
}

#[test]
fn specs_become_these_pipelines() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pipelines");
    let mut pages: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.sort();
    for path in pages {
        let page = std::fs::read_to_string(&path).unwrap();
        let new = rewritten(&page);
        if std::env::var("UPDATE").is_ok() {
            std::fs::write(&path, new).unwrap();
        } else {
            assert_eq!(page, new, "{}: run with UPDATE=1 and read the diff", path.display());
        }
    }
}
