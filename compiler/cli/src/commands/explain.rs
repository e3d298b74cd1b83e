//! `pipelinec explain`: the page of a code, or the reference entry of a function.

use std::fmt::Write as _;

use pipelinec_core::{diag, functions};

use super::{print, say};
use crate::args::ExplainArgs;
use crate::exit::Exit;

pub(crate) fn run(args: &ExplainArgs) -> Exit {
    let Some(subject) = &args.subject else {
        return print(&all_codes());
    };
    if let Some(entry) = diag::find(subject) {
        return print(entry.page);
    }
    if let Some(text) = functions::explain(subject) {
        return print(&text);
    }
    let names = functions::names().chain(diag::all().iter().map(|e| e.code.0));
    match diag::suggest::nearest(subject, names) {
        Some(near) => say(&format!("error: no code or function `{subject}`; did you mean `{near}`?")),
        None => say(&format!("error: no code or function `{subject}`; `pipelinec explain` lists all codes")),
    }
    Exit::Usage
}

fn all_codes() -> String {
    let mut out = String::new();
    for entry in diag::all() {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{}  {}", entry.code, entry.title);
    }
    out
}
