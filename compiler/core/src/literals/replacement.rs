//! Replacement texts of `regexp_replace`: `$1` to `$9` are groups, `$$` is a dollar, a backslash is a backslash.

use super::Trouble;

/// A replacement in parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replacement {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Group(u8),
}

impl Replacement {
    /// Reads a replacement.
    ///
    /// # Errors
    /// A `$` before anything but `1` to `9` and `$`.
    pub fn parse(text: &str) -> Result<Self, Trouble> {
        let mut parts = Vec::new();
        let mut plain = String::new();
        let mut chars = text.char_indices();
        while let Some((offset, c)) = chars.next() {
            if c != '$' {
                plain.push(c);
                continue;
            }
            match chars.next() {
                Some((_, '$')) => plain.push('$'),
                Some((_, digit @ '1'..='9')) => {
                    if !plain.is_empty() {
                        parts.push(Part::Text(std::mem::take(&mut plain)));
                    }
                    parts.push(Part::Group(u8::try_from(u32::from(digit) - u32::from('0')).unwrap_or(0)));
                }
                _ => {
                    return Err(Trouble::at(offset, "a `$` must be followed by a group number from 1 to 9")
                        .help("write `$$` for a dollar sign"));
                }
            }
        }
        if !plain.is_empty() {
            parts.push(Part::Text(plain));
        }
        Ok(Self { parts })
    }

    /// The highest group it names, 0 when it names none.
    #[must_use]
    pub fn highest_group(&self) -> u8 {
        let group = |part: &Part| match part {
            Part::Group(n) => *n,
            Part::Text(_) => 0,
        };
        self.parts.iter().map(group).max().unwrap_or(0)
    }

    /// For Java and Trino: `\` escapes, and a digit after a group is escaped so that it does not join its number.
    #[must_use]
    pub fn java(&self) -> String {
        self.print(|group| format!("${group}"), |c| matches!(c, '\\' | '$'), '\\', |digit| format!("\\{digit}"))
    }

    /// For the Rust engine: braces around numbers, `$$` for a dollar. DataFusion reads a backslash before digits as a
    /// group, so an empty group (`${_}`, which no pattern has) is put between the two.
    #[must_use]
    pub fn rust(&self) -> String {
        let out = self.print(|group| format!("${{{group}}}"), |c| c == '$', '$', |digit| digit.to_string());
        let mut safe = String::with_capacity(out.len());
        for c in out.chars() {
            if c.is_ascii_digit() && safe.ends_with('\\') {
                safe.push_str("${_}");
            }
            safe.push(c);
        }
        safe
    }

    fn print(
        &self,
        group: impl Fn(u8) -> String,
        special: impl Fn(char) -> bool,
        escape: char,
        digit_after_group: impl Fn(char) -> String,
    ) -> String {
        let mut out = String::new();
        let mut after_group = false;
        for part in &self.parts {
            match part {
                Part::Group(n) => {
                    out.push_str(&group(*n));
                    after_group = true;
                }
                Part::Text(text) => {
                    for c in text.chars() {
                        if after_group && c.is_ascii_digit() {
                            out.push_str(&digit_after_group(c));
                        } else {
                            if special(c) {
                                out.push(escape);
                            }
                            out.push(c);
                        }
                        after_group = false;
                    }
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
    fn groups_dollars_and_backslashes() {
        let r = Replacement::parse(r"$2-$$\$1").unwrap();
        assert_eq!(r.java(), r"$2-\$\\$1");
        assert_eq!(r.rust(), r"${2}-$$\${1}");
        assert_eq!(r.highest_group(), 2);
    }

    #[test]
    fn digits_after_groups_and_backslashes_stay_digits() {
        assert_eq!(Replacement::parse("$10").unwrap().java(), r"$1\0");
        assert_eq!(Replacement::parse("$10").unwrap().rust(), "${1}0");
        assert_eq!(Replacement::parse(r"\7").unwrap().rust(), r"\${_}7");
    }

    #[test]
    fn a_lone_dollar_is_refused() {
        assert_eq!(Replacement::parse("a$b").unwrap_err().offset, Some(1));
        assert!(Replacement::parse("$0").is_err() && Replacement::parse("$").is_err());
    }
}
