use pipelinec_syntax::Span;

use super::code::E0205;
use crate::diag::Diagnostic;
use crate::diag::suggest::{did_you_mean, quoted};

/// A type the language does not have.
#[must_use]
pub fn unknown_type(span: Span, word: &str) -> Diagnostic {
    let diagnostic = Diagnostic::new(E0205, span, format!("there is no type {}", quoted(word)));
    let elsewhere = ELSEWHERE.iter().find(|(other, _)| *other == word).map(|(_, here)| *here);
    let help = match elsewhere {
        Some(here) => format!("write `{here}`"),
        None => did_you_mean(word, TYPES).unwrap_or_else(|| format!("the types are {}", TYPES.join(", "))),
    };
    diagnostic.help(help)
}

/// The types of one word.
const TYPES: [&str; 8] = ["boolean", "bigint", "double", "decimal", "string", "date", "timestamp", "array"];

/// Types of other dialects, and what to write here.
#[rustfmt::skip]
const ELSEWHERE: [(&str, &str); 28] = [
    ("int", "bigint"), ("integer", "bigint"), ("smallint", "bigint"), ("tinyint", "bigint"), ("long", "bigint"),
    ("int64", "bigint"), ("int32", "bigint"), ("number", "decimal(18,2)"), ("numeric", "decimal(18,2)"), ("money", "decimal(18,2)"),
    ("float", "double"), ("real", "double"), ("float64", "double"), ("varchar", "string"), ("char", "string"), ("text", "string"),
    ("str", "string"), ("utf8", "string"), ("uuid", "string"), ("json", "string"), ("bool", "boolean"), ("bit", "boolean"),
    ("datetime", "timestamp"), ("timestamptz", "timestamp"), ("timestamp_ntz", "timestamp"), ("time", "string"),
    ("list", "array<string>"), ("object", "struct<name: string>"),
];
