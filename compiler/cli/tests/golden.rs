//! What `build` makes of the examples, file by file; `UPDATE=1` rewrites the expectation, and reviewers read the diff.
//!
//! `tests/golden/<case>/expected/` holds the bundle of `pipelines/<case>`. Each case also shows that a second build from
//! another folder gives the same bytes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failing test may panic"
)]

mod common;

use std::collections::BTreeMap;
use std::path::Path;

use common::{pipelinec, root, stderr};

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut out = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(&next).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                out.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    out
}

fn build(spec: &Path, from: &Path) -> BTreeMap<String, Vec<u8>> {
    let out = tempfile::tempdir().unwrap();
    let output =
        pipelinec(from, &["build", spec.to_str().unwrap(), "--out", out.path().join("bundle").to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    files(&out.path().join("bundle"))
}

fn golden(case: &str) {
    let spec = root().join("pipelines").join(case);
    let built = build(&spec, &root());
    let expected_folder = root().join("tests/golden").join(case).join("expected");
    if std::env::var_os("UPDATE").is_some() {
        let _ = std::fs::remove_dir_all(&expected_folder);
        for (name, contents) in &built {
            let path = expected_folder.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, contents).unwrap();
        }
    }
    let expected = files(&expected_folder);
    assert_eq!(built.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>(), "{case}: other files");
    for (name, contents) in &built {
        let old = String::from_utf8_lossy(&expected[name]);
        assert_eq!(String::from_utf8_lossy(contents), old, "{case}/{name} changed; UPDATE=1 to accept");
    }

    // The same project under another name and from another folder: no path, user or time reaches the files.
    let elsewhere = tempfile::tempdir().unwrap();
    let copy = elsewhere.path().join("copied project");
    std::fs::create_dir(&copy).unwrap();
    for entry in std::fs::read_dir(&spec).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "yaml") {
            std::fs::copy(&path, copy.join(path.file_name().unwrap())).unwrap();
        }
    }
    assert_eq!(build(&copy, elsewhere.path()), built, "{case}: a copy elsewhere builds other bytes");
}

#[test]
fn car_rental() {
    golden("car_rental");
}

#[test]
fn web_logs() {
    golden("web_logs");
}

#[test]
fn orders() {
    golden("orders");
}
