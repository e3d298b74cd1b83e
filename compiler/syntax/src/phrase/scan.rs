//! One quick pass over a phrase before it is parsed: nesting is bounded, and a text that never ends is found where it
//! starts, not at the end of the phrase.

use std::ops::Range;

/// What a pass found.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// The openers not closed yet, outermost first.
    pub(super) open: Vec<Opener>,
    /// The deepest opener, when it lies deeper than the limit.
    pub(super) too_deep: Option<usize>,
    /// The quote of a text or name that never ends.
    pub(super) unterminated: Option<usize>,
    /// The first text with a word right after it, `'O'Brien`.
    pub(super) broken_text: Option<Range<usize>>,
}

/// Something that must be closed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Opener {
    /// `(`, `[`, `<` of a type, or `c` for `case`.
    pub(super) kind: u8,
    /// Where it stands.
    pub(super) at: usize,
}

/// How deep brackets, `case` and type parameters may nest.
pub(super) const MAX_NESTING: usize = 100;

/// Passes over `text`, with the meaning of quotes but none of the words' order.
pub(super) fn scan(text: &str) -> Scan {
    let bytes = text.as_bytes();
    let mut scan = Scan::default();
    let mut at = 0;
    let mut after_type_word = false;
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        at += 1;
        match byte {
            b'\'' | b'"' => match end_of_quoted(bytes, start) {
                Some(end) => {
                    at = end;
                    scan.text(bytes, start..end);
                }
                None => {
                    scan.unterminated = Some(start);
                    return scan;
                }
            },
            b'(' | b'[' => scan.opened(byte, start),
            b'<' if after_type_word => scan.opened(byte, start),
            b')' => scan.closed(b'('),
            b']' => scan.closed(b'['),
            b'>' => scan.closed_type(),
            b' ' | b'\t' | b'\n' | b'\r' => continue,
            _ if is_word(byte) => {
                at = start + bytes.iter().skip(start).take_while(|&&byte| is_word(byte)).count();
                after_type_word = scan.word(text.get(start..at).unwrap_or_default(), start);
                continue;
            }
            _ => {}
        }
        after_type_word = false;
    }
    scan
}

impl Scan {
    fn opened(&mut self, kind: u8, at: usize) {
        self.open.push(Opener { kind, at });
        if self.open.len() > MAX_NESTING {
            self.too_deep.get_or_insert(at);
        }
    }

    fn text(&mut self, bytes: &[u8], place: Range<usize>) {
        let word = bytes.iter().skip(place.end).take_while(|&&byte| is_word(byte)).count();
        if word > 0 && self.broken_text.is_none() {
            self.broken_text = Some(place.start..place.end + word);
        }
    }

    /// Closes the innermost `kind` and whatever was left open inside it.
    fn closed(&mut self, kind: u8) {
        if let Some(index) = self.open.iter().rposition(|opener| opener.kind == kind) {
            self.open.truncate(index);
        }
    }

    /// A `>` closes a type only directly inside one; elsewhere it compares.
    fn closed_type(&mut self) {
        if self.open.last().is_some_and(|opener| opener.kind == b'<') {
            self.open.pop();
        }
    }

    /// Notes `case` and `end`; whether a `<` after the word opens a type.
    fn word(&mut self, word: &str, at: usize) -> bool {
        if word.eq_ignore_ascii_case("case") {
            self.opened(b'c', at);
        } else if word.eq_ignore_ascii_case("end") {
            self.closed(b'c');
        }
        ["array", "map", "struct"].iter().any(|ty| word.eq_ignore_ascii_case(ty))
    }
}

/// One past the closing quote of the text that opens at `start`; a doubled quote stands for itself.
fn end_of_quoted(bytes: &[u8], start: usize) -> Option<usize> {
    let quote = bytes.get(start)?;
    let mut at = start + 1;
    loop {
        at += bytes.get(at..)?.iter().position(|byte| byte == quote)? + 1;
        if bytes.get(at) != Some(quote) {
            return Some(at);
        }
        at += 1;
    }
}

/// A byte of a plain name, keyword or number.
pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(text: &str) -> String {
        scan(text).open.iter().map(|opener| opener.kind as char).collect()
    }

    #[test]
    fn brackets_are_matched_outside_quotes() {
        assert_eq!(open("f(a, ')', \"(\" [1, case when b"), "([c");
        assert_eq!(open("f(case when [a) + 1"), "");
        assert_eq!(open("cast(a as array<map<string, b>) < c"), "");
        assert_eq!(open("a < b and array < c"), "<");
        assert_eq!(open("'it''s (' || (a"), "(");
    }

    #[test]
    fn the_quote_that_never_ends_is_found() {
        assert_eq!(scan("a = 'it''s").unterminated, Some(4));
        assert_eq!(scan("a = 'it''s'").unterminated, None);
        assert_eq!(scan("\"a\" = \"").unterminated, Some(6));
    }

    #[test]
    fn a_quote_inside_a_text_is_suspected() {
        let scan = scan("name = 'O'Brien' and a = 'b'");
        assert_eq!((scan.unterminated, scan.broken_text), (Some(27), Some(7..15)));
    }

    #[test]
    fn nesting_is_bounded() {
        assert_eq!(scan(&"(".repeat(MAX_NESTING)).too_deep, None);
        assert_eq!(scan(&"(".repeat(MAX_NESTING + 9)).too_deep, Some(MAX_NESTING));
        assert_eq!(scan(&"case ".repeat(1000)).too_deep, Some(5 * MAX_NESTING));
        assert_eq!(scan(&"array<".repeat(1000)).too_deep, Some(6 * MAX_NESTING + 5));
    }
}
