//! Mistakes people make in phrases, and what they are told: `mistakes.txt` pins the words and the place.
//!
//! `UPDATE=1 cargo test -p pipelinec-syntax --test mistakes` writes the file anew; read the difference.
#![allow(clippy::wildcard_enum_match_arm, clippy::unwrap_used, clippy::panic, reason = "tests may")]
#![allow(clippy::disallowed_methods, reason = "the test rewrites its own data on request")]

use std::fmt::Write;

use pipelinec_syntax::phrase::{
    NameKind, parse_column, parse_dotted, parse_expr, parse_macro_head, parse_name, parse_sort_keys, parse_type,
};
use pipelinec_syntax::{FileId, SyntaxError, SyntaxErrorKind, Text};

const FILE: &str = include_str!("mistakes.txt");

#[test]
fn mistakes_are_explained() {
    let mut actual = String::new();
    let mut kind = "";
    for block in FILE.split("\n\n") {
        let first = block.trim_start_matches('\n').lines().next().unwrap_or_default();
        if let Some(heading) = first.strip_prefix("# ") {
            kind = heading.split(':').next().unwrap_or_default();
            writeln!(actual, "{}\n", block.trim()).unwrap();
        } else if !first.is_empty() {
            writeln!(actual, "{}\n", explained(kind, first)).unwrap();
        }
    }
    let actual = format!("{}\n", actual.trim_end());
    if std::env::var("UPDATE").is_ok() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/mistakes.txt"), &actual).unwrap();
    } else {
        assert!(actual == FILE, "messages changed; now:\n{actual}");
    }
}

fn explained(kind: &str, phrase: &str) -> String {
    let text = Text::plain(phrase, FileId(0), 0);
    let errors = match kind {
        "expressions" => parse_expr(&text).1,
        "sort keys" => parse_sort_keys(&text).1,
        "types" => parse_type(&text).1,
        "columns" => parse_column(&text).1,
        "macros" => parse_macro_head(&text).1,
        "names" => parse_name(&text, NameKind::Identifier).1,
        "paths" => parse_dotted(&text).1,
        other => panic!("unknown kind {other}"),
    };
    let mut block = phrase.to_owned();
    for SyntaxError { kind, span, related } in errors {
        let before = phrase.get(..span.start as usize).unwrap().chars().count();
        let width = phrase.get(span.start as usize..span.end as usize).unwrap().chars().count().max(1);
        let mut carets = format!("{}{}", " ".repeat(before), "^".repeat(width));
        if let Some(opener) = related {
            let at = phrase.get(..opener.start as usize).unwrap().chars().count();
            let mark = (opener.end - opener.start) as usize;
            carets.replace_range(at..at + mark, &"~".repeat(mark));
        }
        write!(block, "\n{carets}\n{}", words(&kind)).unwrap();
    }
    block
}

fn words(kind: &SyntaxErrorKind) -> String {
    match kind {
        SyntaxErrorKind::Phrase { expected, found } if found.is_empty() => {
            format!("at the end; expected {}", expected.join(" | "))
        }
        SyntaxErrorKind::Phrase { expected, found } => format!("found {found}; expected {}", expected.join(" | ")),
        other => format!("{other:?}"),
    }
}
