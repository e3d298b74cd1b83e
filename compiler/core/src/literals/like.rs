//! `like` patterns: `%` any run of characters, `_` one character, no escape character unless one is named.

use super::Trouble;

/// A pattern with its escapes resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    AnyRun,
    AnyOne,
    Char(char),
}

impl Pattern {
    /// Reads a pattern; `escape` makes the next `%`, `_` or itself an ordinary character.
    ///
    /// # Errors
    /// An escape character before anything else, or at the end.
    pub fn parse(text: &str, escape: Option<char>) -> Result<Self, Trouble> {
        let mut parts = Vec::new();
        let mut chars = text.char_indices();
        while let Some((offset, c)) = chars.next() {
            if Some(c) == escape {
                match chars.next() {
                    Some((_, next)) if next == '%' || next == '_' || Some(next) == escape => {
                        parts.push(Part::Char(next))
                    }
                    _ => {
                        return Err(Trouble::at(
                            offset,
                            format!("the escape character `{c}` stands before nothing to escape"),
                        )
                        .help(format!("write `{c}{c}` for the character itself, or `{c}%` and `{c}_`")));
                    }
                }
            } else {
                parts.push(match c {
                    '%' => Part::AnyRun,
                    '_' => Part::AnyOne,
                    other => Part::Char(other),
                });
            }
        }
        Ok(Self { parts })
    }

    /// The pattern with backslash as the escape character, as every engine reads it.
    #[must_use]
    pub fn with_backslash(&self) -> String {
        let mut out = String::with_capacity(self.parts.len());
        for part in &self.parts {
            match part {
                Part::AnyRun => out.push('%'),
                Part::AnyOne => out.push('_'),
                Part::Char(c) => {
                    if matches!(c, '%' | '_' | '\\') {
                        out.push('\\');
                    }
                    out.push(*c);
                }
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backslash_is_an_ordinary_character() {
        assert_eq!(Pattern::parse(r"a\%_", None).unwrap().with_backslash(), r"a\\%_");
    }

    #[test]
    fn a_named_escape_is_re_emitted_as_backslash() {
        assert_eq!(Pattern::parse("a!%b!!", Some('!')).unwrap().with_backslash(), r"a\%b!");
    }

    #[test]
    fn a_dangling_escape_is_refused() {
        assert_eq!(Pattern::parse("ab!", Some('!')).unwrap_err().offset, Some(2));
        assert_eq!(Pattern::parse("!ab", Some('!')).unwrap_err().offset, Some(0));
    }
}
