//! What may be a name.

use super::build::unquote;
use crate::text::Text;
use crate::tree::Name;
use crate::{SyntaxError, SyntaxErrorKind};

/// What a name is for: datasets, parameters and macros need plain identifiers, columns may be any quoted text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameKind {
    /// A dataset, parameter, macro, job or test: it ends up in file, table and variable names.
    Identifier,
    /// A column or struct field.
    Column,
}

/// Words with a meaning of their own wherever an expression may stand: a column called so needs double quotes, and
/// nothing else may be called so. Lower case; they are recognised in any case.
pub const RESERVED: &[&str] = &[
    "and", "as", "between", "case", "distinct", "else", "end", "false", "in", "is", "like", "not", "null", "or",
    "then", "true", "when",
];

/// The longest dataset, parameter or macro name, in characters.
pub const MAX_IDENTIFIER: usize = 64;

/// The longest column name, in characters.
pub const MAX_COLUMN_NAME: usize = 128;

/// Whether `word`, in any case, is one of [`RESERVED`].
#[must_use]
pub fn is_reserved(word: &str) -> bool {
    RESERVED.iter().any(|reserved| word.eq_ignore_ascii_case(reserved))
}

/// Whether `name` can stand in an expression without quotes.
#[must_use]
pub fn is_plain(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && bytes.all(super::scan::is_word)
        && !is_reserved(name)
}

/// One name: the whole text, or what is between its double quotes. The name is returned even when it is a bad one.
#[must_use]
pub fn parse_name(text: &Text, kind: NameKind) -> (Name, Vec<SyntaxError>) {
    let mut errors = Vec::new();
    let name = name_at(text, 0, &text.value, kind, &mut errors);
    (name, errors)
}

/// Names between commas: `city, vehicle_type`. A comma inside double quotes belongs to the name.
#[must_use]
pub fn parse_name_list(text: &Text, kind: NameKind) -> (Vec<Name>, Vec<SyntaxError>) {
    let mut errors = Vec::new();
    let mut quoted = false;
    let separators = |c: char| {
        quoted ^= c == '"';
        c == ',' && !quoted
    };
    let mut start = 0;
    let mut names = Vec::new();
    for part in text.value.split(separators) {
        names.push(name_at(text, start, part, kind, &mut errors));
        start += part.len() + 1;
    }
    (names, errors)
}

/// The name in `part`, which starts at byte `start` of the text.
fn name_at(text: &Text, start: usize, part: &str, kind: NameKind, errors: &mut Vec<SyntaxError>) -> Name {
    let trimmed = part.trim();
    let from = start + (part.len() - part.trim_start().len());
    let span = text.span_of(from..from + trimmed.len());
    let is_quoted = trimmed.len() >= 2 && trimmed.starts_with('"') && trimmed.ends_with('"');
    let name = if is_quoted { unquote(trimmed, '"') } else { trimmed.to_owned() };
    if let Some(kind) = problem(&name, kind) {
        errors.push(SyntaxError { kind, span, related: None });
    }
    Name { text: name, span }
}

/// What is wrong with a name.
pub(super) fn problem(name: &str, kind: NameKind) -> Option<SyntaxErrorKind> {
    if kind == NameKind::Identifier && is_reserved(name) {
        return Some(SyntaxErrorKind::ReservedName { name: name.to_owned() });
    }
    let reason = match kind {
        NameKind::Identifier => bad_identifier(name),
        NameKind::Column => bad_column(name),
    }?;
    Some(SyntaxErrorKind::BadName { name: name.chars().take(MAX_COLUMN_NAME).collect(), reason })
}

fn bad_identifier(name: &str) -> Option<&'static str> {
    if name.is_empty() {
        Some("it is empty")
    } else if name.chars().any(is_invisible) {
        Some("it contains invisible characters")
    } else if name.chars().any(char::is_whitespace) {
        Some("it contains a blank; use `_`")
    } else if name.contains('-') {
        Some("it contains `-`; use `_`")
    } else if !name.bytes().all(super::scan::is_word) {
        Some("only the letters a to z, digits and `_` are allowed")
    } else if name.starts_with(|first: char| first.is_ascii_digit()) {
        Some("it starts with a digit")
    } else if name.len() > MAX_IDENTIFIER {
        Some("it is longer than 64 characters")
    } else {
        None
    }
}

fn bad_column(name: &str) -> Option<&'static str> {
    if name.is_empty() {
        Some("it is empty")
    } else if name.chars().any(is_invisible) {
        Some("it contains invisible characters")
    } else if name.chars().count() > MAX_COLUMN_NAME {
        Some("it is longer than 128 characters")
    } else {
        None
    }
}

/// Control characters, and those that change how the text around them is shown: two names could look alike.
pub(super) fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{feff}')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FileId, Span};

    fn reason(name: &str, kind: NameKind) -> Option<&'static str> {
        match problem(name, kind) {
            Some(SyntaxErrorKind::BadName { reason, .. }) => Some(reason),
            Some(SyntaxErrorKind::ReservedName { .. }) => Some("reserved"),
            _ => None,
        }
    }

    #[test]
    fn identifiers_are_plain() {
        for good in ["rentals", "_x1", "Users", &"a".repeat(64)] {
            assert_eq!(reason(good, NameKind::Identifier), None, "{good}");
        }
        let bad = [
            ("", "it is empty"),
            ("my data", "it contains a blank; use `_`"),
            ("my-data", "it contains `-`; use `_`"),
            ("größe", "only the letters a to z, digits and `_` are allowed"),
            ("משתמשים", "only the letters a to z, digits and `_` are allowed"),
            ("a\u{202e}b", "it contains invisible characters"),
            ("2fa", "it starts with a digit"),
            ("Case", "reserved"),
        ];
        for (name, expected) in bad {
            assert_eq!(reason(name, NameKind::Identifier), Some(expected), "{name}");
        }
        assert_eq!(reason(&"a".repeat(65), NameKind::Identifier), Some("it is longer than 64 characters"));
    }

    #[test]
    fn columns_may_be_odd() {
        for good in ["order id", "größe", "end", "2fa", "a-b", "משתמשים", &"ö".repeat(128)] {
            assert_eq!(reason(good, NameKind::Column), None, "{good}");
        }
        for bad in ["", "a\tb", "a\u{202e}b", "a\u{200b}", &"a".repeat(129)] {
            assert!(reason(bad, NameKind::Column).is_some(), "{bad:?}");
        }
    }

    #[test]
    fn lists_keep_places() {
        let text = Text::plain("city, \"a, b\" ,x", FileId(0), 100);
        let (names, errors) = parse_name_list(&text, NameKind::Column);
        assert_eq!(errors, []);
        let at = |start, end| Span::new(FileId(0), start, end);
        let found: Vec<_> = names.iter().map(|name| (name.text.as_str(), name.span)).collect();
        assert_eq!(found, [("city", at(100, 104)), ("a, b", at(106, 112)), ("x", at(114, 115))]);
    }

    #[test]
    fn a_trailing_comma_leaves_an_empty_name() {
        let (_, errors) = parse_name_list(&Text::plain("city,", FileId(0), 0), NameKind::Column);
        assert_eq!(errors.len(), 1);
    }
}
