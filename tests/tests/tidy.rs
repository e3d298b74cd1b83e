//! House rules that no other tool checks.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failing test may panic"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

/// Files that may be long, each with the reason.
const LONG_FILES: &[(&str, &str)] = &[
    ("compiler/core/src/functions/", "tables: one row per function"),
    ("compiler/syntax/src/tree.rs", "one definition of the whole tree, read as a reference"),
    ("compiler/core/src/ir.rs", "one definition of the whole IR, read as a reference"),
];
const MAX_LINES: usize = 500;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

/// Files git tracks, and new ones it does not ignore.
fn files() -> Vec<String> {
    let output = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().filter(|f| root().join(f).is_file()).map(str::to_owned).collect()
}

fn sources() -> impl Iterator<Item = (String, String)> {
    files()
        .into_iter()
        .filter(|f| [".rs", ".py", ".pest"].iter().any(|e| f.ends_with(e)))
        .map(|f| (f.clone(), std::fs::read_to_string(root().join(f)).unwrap()))
}

#[test]
fn files_stay_short() {
    let long: Vec<_> = sources()
        .filter(|(name, _)| !LONG_FILES.iter().any(|(prefix, _)| name.starts_with(prefix)))
        .filter(|(_, text)| text.lines().count() > MAX_LINES)
        .map(|(name, text)| format!("{name}: {} lines", text.lines().count()))
        .collect();
    assert!(long.is_empty(), "files over {MAX_LINES} lines:\n{}", long.join("\n"));
}

#[test]
fn nothing_is_left_open() {
    let markers = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("todo", "!("), concat!("unimple", "mented!(")];
    let open: Vec<_> = sources()
        .flat_map(|(name, text)| {
            let hit = |line: &str| markers.iter().any(|m| line.contains(m));
            let lines: Vec<_> = text
                .lines()
                .enumerate()
                .filter(|(_, l)| hit(l))
                .map(|(i, l)| format!("{name}:{}: {l}", i + 1))
                .collect();
            lines
        })
        .collect();
    assert!(open.is_empty(), "{}", open.join("\n"));
}

#[test]
fn no_machine_is_named() {
    let mut found = Vec::new();
    for name in files().into_iter().filter(|f| !f.ends_with(".lock")) {
        let Ok(text) = std::fs::read_to_string(root().join(&name)) else { continue };
        for (index, line) in text.lines().enumerate() {
            let path = ["/work/", "/root/", "/home/"].iter().any(|p| {
                line.match_indices(p).any(|(at, _)| {
                    !line.get(..at).unwrap_or_default().ends_with(|c: char| c.is_alphanumeric() || "_.})$".contains(c))
                })
            });
            if path && name != "tests/tests/tidy.rs" {
                found.push(format!("{name}:{}: {line}", index + 1));
            }
        }
    }
    assert!(found.is_empty(), "machine paths:\n{}", found.join("\n"));
}

#[test]
fn the_map_matches_the_land() {
    let map = std::fs::read_to_string(root().join("compiler/ARCHITECTURE.md")).unwrap();
    let named: Vec<&str> = map
        .lines()
        .filter_map(|l| l.strip_prefix("| `")?.split_once("` | `pipelinec").map(|(folder, _)| folder))
        .filter(|folder| !folder.contains('`'))
        .collect();
    for folder in &named {
        assert!(root().join(folder).join("Cargo.toml").is_file(), "the map names {folder}, which is no crate");
    }
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let members = manifest.split_once("members = [").unwrap().1.split_once(']').unwrap().0;
    for member in members.split('"').filter(|m| m.contains('/') || *m == "tests") {
        assert!(named.contains(&member), "the map lacks {member}");
    }
}
