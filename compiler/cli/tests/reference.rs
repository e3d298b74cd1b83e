//! The generated reference pages are up to date; `UPDATE=1` rewrites them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failing test may panic"
)]

mod common;

use std::fmt::Write;

use common::root;

fn same(path: &str, text: &str) {
    let file = root().join(path);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&file, text).unwrap();
    }
    let old = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(old == text, "{path} is out of date: UPDATE=1 cargo test --release -p pipelinec --test reference");
}

#[test]
fn functions() {
    same("docs/functions.md", &pipelinec_core::functions::reference());
}

#[test]
fn codes() {
    let mut text = String::from(
        "# Findings\n\nGenerated from `compiler/core/src/diag`. `pipelinec explain CODE` prints one of them.\n\n\
         Errors are `E…`, warnings `W…`, advice `N…`. Codes are never reused.\n",
    );
    for entry in pipelinec_core::diag::all() {
        // One level down: the page's own title is a heading of this document.
        let page: String =
            entry.page.lines().map(|l| if l.starts_with('#') { format!("#{l}\n") } else { format!("{l}\n") }).collect();
        write!(text, "\n{}", page.trim_end()).unwrap();
        text.push('\n');
    }
    same("docs/codes.md", &text);
}
