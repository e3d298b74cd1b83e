//! Words and symbols of a phrase, found by their place: for messages only, so unicode letters count as letters.

use std::ops::Range;

/// The word, number, text, run of symbols or single character at byte `at`; nothing at the end.
pub(super) fn word_at(value: &str, at: usize) -> Range<usize> {
    let rest = value.get(at..).unwrap_or_default();
    let Some(first) = rest.chars().next() else { return value.len()..value.len() };
    let length = if is_word(first) {
        run(rest, is_word)
    } else if is_symbol(first) {
        run(rest, is_symbol)
    } else if first == '\'' || first == '"' {
        1 + rest.get(1..).and_then(|inner| inner.find(first)).map_or(rest.len() - 1, |end| end + 1)
    } else {
        first.len_utf8()
    };
    at..at + length
}

/// The word that ends at byte `at`, or before the blanks that end there.
pub(super) fn word_before(value: &str, at: usize) -> Range<usize> {
    let back = value.get(..at).unwrap_or_default().trim_end();
    back.len() - trailing(back, is_word)..back.len()
}

/// The run of symbols around byte `at`: pest takes the first `=` of `==` for an operator.
pub(super) fn symbols_around(value: &str, at: usize) -> Range<usize> {
    let before = trailing(value.get(..at).unwrap_or_default(), is_symbol);
    let after = run(value.get(at..).unwrap_or_default(), is_symbol);
    at - before..at + after
}

/// How many bytes of blanks `text` starts with.
pub(super) fn blanks(text: &str) -> usize {
    run(text, |c| matches!(c, ' ' | '\t' | '\n' | '\r'))
}

fn run(text: &str, kind: impl Fn(char) -> bool) -> usize {
    text.find(|c| !kind(c)).unwrap_or(text.len())
}

fn trailing(text: &str, kind: impl Fn(char) -> bool) -> usize {
    text.len() - text.trim_end_matches(kind).len()
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn is_symbol(c: char) -> bool {
    matches!(c, '=' | '<' | '>' | '!' | '&' | '|' | '^' | '~' | '?' | ':' | '*' | '/' | '%' | '+' | '-')
}
