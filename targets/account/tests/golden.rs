//! Roles, events and template as a platform engineer reviews them: `tests/cases/<case>/expected/`. `UPDATE=1` rewrites
//! them, and deletes what is no longer made.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a failing test may panic")]

mod common;

use std::collections::BTreeMap;
use std::path::Path;

use common::{case, cases};

/// The files that this crate is about. The archive is bytes, and its name shows in the template.
fn reviewed(path: &str) -> bool {
    path.starts_with("iam/") || path.starts_with("events/") || path == "cloudformation.yaml"
}

fn made(folder: &Path) -> BTreeMap<String, String> {
    let files = case(folder).bundle().files.into_iter().filter(|(path, _)| reviewed(path));
    files.map(|(path, contents)| (path, without_machine(&String::from_utf8(contents).unwrap()))).collect()
}

/// The template without the state machine's text, which is reviewed where it is made.
fn without_machine(template: &str) -> String {
    let mut kept = String::with_capacity(template.len());
    let mut is_inside = false;
    for line in template.lines() {
        is_inside &= line.is_empty() || line.starts_with("        ");
        if is_inside {
            continue;
        }
        kept.push_str(line);
        kept.push('\n');
        if line.trim() == "DefinitionString:" {
            kept.push_str("        (step_function.json)\n");
            is_inside = true;
        }
    }
    kept
}

fn there(root: &Path, folder: &Path, files: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            there(root, &path, files);
        } else {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            files.insert(name, std::fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn files_are_as_reviewed() {
    for folder in cases() {
        let (expected, made) = (folder.join("expected"), made(&folder));
        assert_eq!(made, self::made(&folder), "not the same twice");
        if std::env::var_os("UPDATE").is_some() {
            let _ = std::fs::remove_dir_all(&expected);
            for (path, contents) in &made {
                let path = expected.join(path);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, contents).unwrap();
            }
        }
        let mut reviewed = BTreeMap::new();
        there(&expected, &expected, &mut reviewed);
        for (path, contents) in &made {
            let same = reviewed.get(path) == Some(contents);
            assert!(same, "{}/{path} differs: run with UPDATE=1 and review the change", expected.display());
        }
        let extra: Vec<&String> = reviewed.keys().filter(|path| !made.contains_key(*path)).collect();
        assert!(extra.is_empty(), "{}: no longer made: {extra:?}", expected.display());
    }
}
