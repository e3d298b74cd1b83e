//! Habits of other languages: what people write, and what it is here.

use std::ops::Range;

use super::scan::scan;
use super::words::{symbols_around, word_at, word_before};

/// A known mistake.
pub(super) struct Habit {
    /// The wrong words.
    pub(super) word: Range<usize>,
    /// What to write instead.
    pub(super) instead: &'static str,
}

/// A habit at byte `at` of an expression, where parsing stopped.
pub(super) fn in_expression(value: &str, at: usize) -> Option<Habit> {
    let symbols = symbols_around(value, at);
    if let Some(instead) = instead_of_symbol(slice(value, &symbols)) {
        return Some(Habit { word: symbols, instead });
    }
    let word = word_at(value, at);
    let written = slice(value, &word).to_ascii_lowercase();
    let before = word_before(value, at);
    let previous = slice(value, &before).to_ascii_lowercase();
    if before.end == at && !previous.is_empty() && written.starts_with(is_name_character) {
        let instead = instead_of_glued(&previous, &written);
        return Some(Habit { word: before.start..word.end, instead });
    }
    if let Some(instead) = written.chars().next().and_then(instead_of_character) {
        return Some(Habit { word, instead });
    }
    if let Some(instead) = instead_of_pair(&previous, &written) {
        return Some(Habit { word: before.start..word.end, instead });
    }
    if let Some(instead) = instead_of_previous(&previous) {
        return Some(Habit { word: before, instead });
    }
    let in_case = || scan(value.get(..at).unwrap_or_default()).open.last().is_some_and(|opener| opener.kind == b'c');
    match written.as_str() {
        "end" if in_case() => None,
        _ => instead_of_word(&written).map(|instead| Habit { word, instead }),
    }
}

/// A habit at byte `at` of a type or a column, where parsing stopped.
pub(super) fn in_type(value: &str, at: usize) -> Option<Habit> {
    let word = word_at(value, at);
    let written = slice(value, &word).to_ascii_lowercase();
    let before = word_before(value, at);
    let instead = match (slice(value, &before).to_ascii_lowercase().as_str(), written.as_str()) {
        ("double", "precision") => "`double`",
        ("timestamp", "with" | "without") => "`timestamp`: it has no zone, its times are UTC",
        ("array" | "list", "of") => "`array<…>`",
        _ => {
            let instead = match written.as_str() {
                "null" | "nullable" | "optional" => "nothing: a column may be null unless it is `not null`",
                "notnull" | "not_null" | "nonnull" | "required" | "mandatory" => "`not null`",
                "primary" | "key" | "pk" => "`not null unique`",
                "personal" | "private" | "sensitive" => "`pii`",
                "default" => "nothing: defaults are given by a `fill` step",
                "," => "a blank: the words after the type have no commas",
                _ => return None,
            };
            return Some(Habit { word, instead });
        }
    };
    Some(Habit { word: before.start..word.end, instead })
}

fn instead_of_symbol(symbols: &str) -> Option<&'static str> {
    Some(match symbols {
        "==" | "===" | ":=" => "`=`",
        "!==" | "=!" => "`<>`",
        "=>" => "`>=`",
        "=<" => "`<=`",
        "<=>" => "`is not distinct from`",
        "&&" | "&" => "`and`",
        "|" => "`or`, or `||` to join texts",
        "!" => "`not`",
        "**" | "^" => "`power(a, b)`",
        "//" => "`div(a, b)`",
        "++" => "`||` to join texts",
        "--" => "`- -` for a double minus; a comment stands outside the phrase",
        "::" => "`cast(… as …)`",
        "??" => "`coalesce(a, b)`",
        "?" => "`if(condition, a, b)`",
        "~" | "=~" | "!~" | "~*" => "`regexp_like(text, 'pattern')`",
        "->" | "->>" => "`json_get(text, '$.path')`",
        _ => return None,
    })
}

fn instead_of_character(first: char) -> Option<&'static str> {
    Some(match first {
        '‘' | '’' | '‚' | '“' | '”' | '„' | '«' | '»' | '´' => {
            "straight quotes, `'text'` for a text or `\"name\"` for an odd name"
        }
        '`' => "double quotes around an odd name: `\"name\"`",
        '−' | '–' | '—' => "`-`",
        '×' => "`*`",
        '÷' => "`/`",
        '≤' => "`<=`",
        '≥' => "`>=`",
        '≠' => "`<>`",
        '$' | '@' | '{' => "`:name` for a parameter",
        '\u{a0}' | '\u{2000}'..='\u{200f}' | '\u{202f}' | '\u{feff}' => "an ordinary blank",
        ';' => "the end: a phrase has no `;`",
        '#' => "the end: a comment stands outside the phrase",
        _ if first.is_alphabetic() && !first.is_ascii() => ODD_NAME,
        _ => return None,
    })
}

/// For names with letters beyond a to z.
const ODD_NAME: &str = "double quotes around a name with other letters than a to z";

/// For a word of which only the first part could be read.
fn instead_of_glued(previous: &str, written: &str) -> &'static str {
    if !previous.starts_with(|first: char| first.is_ascii_digit()) {
        ODD_NAME
    } else if written.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_') {
        "digits without `_`"
    } else {
        "double quotes around a name that starts with a digit"
    }
}

/// For two words that do not go together.
fn instead_of_pair(previous: &str, written: &str) -> Option<&'static str> {
    Some(match (previous, written) {
        ("not", "null") => "`is not null`",
        ("filter", "where") => "`filter (where …)`",
        ("partition", "by") => "`partition by` before `order by`",
        ("order" | "group", "by") => "the end: grouping and ordering are steps of their own",
        ("date" | "timestamp", text) if text.starts_with('"') => "single quotes: `date '2024-01-31'`",
        ("interval", digits) if digits.starts_with(|first: char| first.is_ascii_digit()) => {
            "quotes around the number: `interval '3' day`"
        }
        _ => return None,
    })
}

/// For a word that made no sense of what follows.
fn instead_of_previous(previous: &str) -> Option<&'static str> {
    Some(match previous {
        "if" => "`if(condition, a, b)` or `case when … then … else … end`",
        "select" => "an expression: a query is written as steps, another dataset is reached by `join`",
        "cast" | "try_cast" => "`cast(… as …)`",
        _ => return None,
    })
}

/// For a word that other languages have as an operator, or that needs quotes to be a column.
fn instead_of_word(written: &str) -> Option<&'static str> {
    Some(match written {
        "ilike" => "`lower(text) like 'pattern'`",
        "rlike" | "regexp" | "similar" | "matches" => "`regexp_like(text, 'pattern')`",
        "isnull" => "`is null`",
        "notnull" => "`is not null`",
        "descending" => "`desc`",
        "ascending" => "`asc`",
        "mod" => "`%`",
        "div" => "`div(a, b)`",
        "equals" => "`=`",
        "xor" => "`<>` between two conditions",
        "from" => "`,`, or a function such as `year(date)` for `extract(year from date)`",
        "where" | "group" | "having" | "order" | "limit" => "the end: filtering, grouping and ordering are steps",
        "end" => "an expression, with double quotes for a column `\"end\"`",
        _ => return None,
    })
}

fn is_name_character(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn slice<'v>(value: &'v str, range: &Range<usize>) -> &'v str {
    value.get(range.clone()).unwrap_or_default()
}
