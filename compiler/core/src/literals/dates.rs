//! Date and timestamp formats: tokens such as `yyyy-MM-dd`, text in single quotes, punctuation.
//!
//! Reading is fixed-width and strict, and compiled to a regular expression plus a rearrangement into ISO text, because
//! the pattern languages and leniencies of the engines differ. Writing uses the tokens all engines share.

use super::Trouble;

/// One piece of a format.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    /// A run of one letter.
    Token(String, usize),
    /// Text as it is.
    Text(String),
}

/// Splits a format into runs of letters and text.
fn pieces(format: &str) -> Result<Vec<Piece>, Trouble> {
    let mut out: Vec<Piece> = Vec::new();
    let mut chars = format.char_indices().peekable();
    while let Some((offset, c)) = chars.next() {
        if c == '\'' {
            push_text(
                &mut out,
                &quoted(&mut chars).ok_or_else(|| {
                    Trouble::at(offset, "the quoted text never ends").help("write `''` for a single quote")
                })?,
            );
        } else if c.is_alphabetic() {
            let mut run = String::from(c);
            while chars.next_if(|(_, next)| *next == c).is_some() {
                run.push(c);
            }
            out.push(Piece::Token(run, offset));
        } else {
            push_text(&mut out, c.encode_utf8(&mut [0; 4]));
        }
    }
    Ok(out)
}

/// The text after an opening quote, `''` undone; an empty pair of quotes is a quote.
fn quoted(chars: &mut std::iter::Peekable<std::str::CharIndices<'_>>) -> Option<String> {
    let mut text = String::new();
    loop {
        match chars.next()? {
            (_, '\'') if chars.next_if(|(_, next)| *next == '\'').is_some() => text.push('\''),
            (_, '\'') => return Some(if text.is_empty() { "'".to_owned() } else { text }),
            (_, other) => text.push(other),
        }
    }
}

fn push_text(pieces: &mut Vec<Piece>, text: &str) {
    if let Some(Piece::Text(last)) = pieces.last_mut() {
        last.push_str(text);
    } else {
        pieces.push(Piece::Text(text.to_owned()));
    }
}

/// A part of a date or time that a parse format reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// `yyyy`, 0001 to 9999.
    Year,
    /// `MM`.
    Month,
    /// `dd`.
    Day,
    /// `HH`.
    Hour,
    /// `mm`.
    Minute,
    /// `ss`.
    Second,
    /// `SSS` or `SSSSSS`: this many digits.
    Fraction(u8),
}

impl Field {
    fn of(token: &str) -> Option<Self> {
        Some(match token {
            "yyyy" => Self::Year,
            "MM" => Self::Month,
            "dd" => Self::Day,
            "HH" => Self::Hour,
            "mm" => Self::Minute,
            "ss" => Self::Second,
            "SSS" => Self::Fraction(3),
            "SSSSSS" => Self::Fraction(6),
            _ => return None,
        })
    }

    /// Coarse to fine.
    const fn rank(self) -> usize {
        match self {
            Self::Year => 0,
            Self::Month => 1,
            Self::Day => 2,
            Self::Hour => 3,
            Self::Minute => 4,
            Self::Second => 5,
            Self::Fraction(_) => 6,
        }
    }

    const fn regex(self) -> &'static str {
        match self {
            Self::Year => "([0-9]{3}[1-9]|[0-9]{2}[1-9][0-9]|[0-9][1-9][0-9]{2}|[1-9][0-9]{3})",
            Self::Month => "(0[1-9]|1[0-2])",
            Self::Day => "(0[1-9]|[12][0-9]|3[01])",
            Self::Hour => "([01][0-9]|2[0-3])",
            Self::Minute | Self::Second => "([0-5][0-9])",
            Self::Fraction(3) => "([0-9]{3})",
            Self::Fraction(_) => "([0-9]{6})",
        }
    }
}

/// Names, default and the sign before each field, in ISO order.
const ISO: [(&str, &str, &str); 7] = [
    ("yyyy", "", ""),
    ("MM", "-", "01"),
    ("dd", "-", "01"),
    ("HH", " ", "00"),
    ("mm", ":", "00"),
    ("ss", ":", "00"),
    ("SSS", ".", ""),
];

/// A format that `parse_date` or `parse_timestamp` reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseFormat {
    parts: Vec<Part>,
    /// Number of ISO fields of the result: 3 or 7.
    fields: usize,
}

/// One part of a parse format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Digits.
    Field(Field),
    /// This text.
    Text(String),
}

impl ParseFormat {
    /// A date format: `yyyy`, `MM`, `dd`, text and punctuation.
    ///
    /// # Errors
    /// Other tokens, tokens twice, no year, a day without its month.
    pub fn date(format: &str) -> Result<Self, Trouble> {
        Self::parse(format, 3, "`yyyy`, `MM` and `dd`")
    }

    /// A timestamp format: also `HH`, `mm`, `ss`, `SSS`, `SSSSSS`.
    ///
    /// # Errors
    /// As for dates.
    pub fn timestamp(format: &str) -> Result<Self, Trouble> {
        Self::parse(format, 7, "`yyyy`, `MM`, `dd`, `HH`, `mm`, `ss`, `SSS` and `SSSSSS`")
    }

    fn parse(format: &str, fields: usize, tokens: &str) -> Result<Self, Trouble> {
        let mut parts = Vec::new();
        let mut seen = [false; 7];
        for piece in pieces(format)? {
            match piece {
                Piece::Text(text) => parts.push(Part::Text(text)),
                Piece::Token(token, offset) => {
                    let field = Field::of(&token).filter(|field| field.rank() < fields).ok_or_else(|| {
                        Trouble::at(offset, format!("`{token}` cannot be read"))
                            .help(format!("the tokens are {tokens}; put other text in single quotes"))
                    })?;
                    if let Some(seen) = seen.get_mut(field.rank()) {
                        if *seen {
                            return Err(Trouble::at(offset, format!("`{token}` stands in the format twice")));
                        }
                        *seen = true;
                    }
                    parts.push(Part::Field(field));
                }
            }
        }
        let gap = ISO.iter().zip(seen).find(|(_, seen)| !seen).map(|((name, ..), _)| *name);
        let last = seen.iter().rposition(|seen| *seen).map_or(0, |rank| rank + 1);
        match gap {
            Some(missing) if last == 0 || seen.iter().take(last).any(|seen| !seen) => {
                Err(Trouble::new(format!("the format has no `{missing}`")))
            }
            _ => Ok(Self { parts, fields }),
        }
    }

    /// Text and fields, in order.
    #[must_use]
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The regular expression of the whole text, in the portable form.
    #[must_use]
    pub fn regex(&self) -> String {
        let mut out = String::from(r"\A");
        for part in &self.parts {
            match part {
                Part::Field(field) => out.push_str(field.regex()),
                Part::Text(text) => text.chars().for_each(|c| super::regex::push_literal(&mut out, c)),
            }
        }
        out + r"\z"
    }

    /// The ISO text as a replacement for Spark and Trino.
    #[must_use]
    pub fn java_iso(&self) -> String {
        let mut groups = [None; 7];
        let fields =
            self.parts.iter().filter_map(|part| if let Part::Field(field) = part { Some(*field) } else { None });
        for (index, field) in fields.enumerate() {
            if let Some(slot) = groups.get_mut(field.rank()) {
                *slot = Some(index + 1);
            }
        }
        let mut out = String::new();
        for ((_, before, default), place) in ISO.iter().zip(groups).take(self.fields) {
            match place {
                Some(index) => {
                    out.push_str(before);
                    out.push_str(&format!("${index}"));
                }
                None if !default.is_empty() => {
                    out.push_str(before);
                    out.push_str(default);
                }
                None => {}
            }
        }
        out
    }
}

/// Output tokens, which are also Java's and Joda's.
const OUTPUT: [&str; 14] =
    ["yyyy", "MM", "MMM", "MMMM", "dd", "HH", "hh", "mm", "ss", "SSS", "a", "EEE", "EEEE", "DDD"];

/// A format that `format_date` writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputFormat {
    pieces: Vec<Piece>,
}

impl OutputFormat {
    /// Reads an output format.
    ///
    /// # Errors
    /// Tokens the engines do not share.
    pub fn parse(format: &str) -> Result<Self, Trouble> {
        let pieces = pieces(format)?;
        for piece in &pieces {
            if let Piece::Token(token, offset) = piece
                && !OUTPUT.contains(&token.as_str())
            {
                let tokens: Vec<String> = OUTPUT.iter().map(|token| format!("`{token}`")).collect();
                let help = format!("the tokens are {}; put other text in single quotes", tokens.join(", "));
                return Err(Trouble::at(*offset, format!("`{token}` cannot be written")).help(help));
            }
        }
        Ok(Self { pieces })
    }

    /// Tokens as `Ok`, text as `Err`, in order.
    pub fn parts(&self) -> impl Iterator<Item = Result<&str, &str>> {
        self.pieces.iter().map(|piece| match piece {
            Piece::Token(token, _) => Ok(token.as_str()),
            Piece::Text(text) => Err(text.as_str()),
        })
    }

    /// For Spark and Trino (Joda): letters and signs with a meaning of their own in quotes.
    #[must_use]
    pub fn java(&self) -> String {
        let mut out = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Token(token, _) => out.push_str(token),
                Piece::Text(text) if text.chars().any(needs_quotes) => {
                    out.push('\'');
                    out.push_str(&text.replace('\'', "''"));
                    out.push('\'');
                }
                Piece::Text(text) => out.push_str(text),
            }
        }
        out
    }
}

fn needs_quotes(c: char) -> bool {
    c.is_alphabetic() || matches!(c, '\'' | '[' | ']' | '{' | '}' | '#' | '"' | '%')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_becomes_a_pattern_and_iso_text() {
        let format = ParseFormat::date("dd/MM/yyyy").unwrap();
        assert!(format.regex().starts_with(r"\A(0[1-9]|[12][0-9]|3[01])/(0[1-9]|1[0-2])/("));
        assert_eq!(format.java_iso(), "$3-$2-$1");
        assert_eq!(ParseFormat::date("'x'yyyyMM").unwrap().java_iso(), "$1-$2-01");
    }

    #[test]
    fn a_timestamp_fills_what_is_missing() {
        let format = ParseFormat::timestamp("dd.MM.yyyy HH:mm").unwrap();
        assert_eq!(format.java_iso(), "$3-$2-$1 $4:$5:00");
        let format = ParseFormat::timestamp("yyyy-MM-dd'T'HH:mm:ss.SSS").unwrap();
        assert_eq!(format.java_iso(), "$1-$2-$3 $4:$5:$6.$7");
    }

    #[test]
    fn formats_that_cannot_be_read() {
        assert_eq!(ParseFormat::date("YYYY-MM").unwrap_err().offset, Some(0));
        assert_eq!(ParseFormat::date("yyyy-MM-dd HH").unwrap_err().offset, Some(11));
        assert_eq!(ParseFormat::date("MM/dd").unwrap_err().message, "the format has no `yyyy`");
        assert_eq!(ParseFormat::date("dd yyyy").unwrap_err().message, "the format has no `MM`");
        assert_eq!(ParseFormat::date("yyyy yyyy").unwrap_err().offset, Some(5));
        assert_eq!(ParseFormat::date("yyyy'x").unwrap_err().offset, Some(4));
        assert!(ParseFormat::date("").is_err());
    }

    #[test]
    fn output_is_written_for_each_engine() {
        let format = OutputFormat::parse("yyyyMMdd'T'DDD 100%").unwrap();
        assert_eq!(format.java(), "yyyyMMdd'T'DDD' 100%'");
        assert_eq!(
            format.parts().collect::<Vec<_>>(),
            [Ok("yyyy"), Ok("MM"), Ok("dd"), Err("T"), Ok("DDD"), Err(" 100%")]
        );
        assert_eq!(OutputFormat::parse("'Q'MM'h'").unwrap().java(), "'Q'MM'h'");
        assert_eq!(OutputFormat::parse("YYYY").unwrap_err().message, "`YYYY` cannot be written");
        assert_eq!(OutputFormat::parse("hh 'o''clock' a").unwrap().java(), "hh' o''clock 'a");
    }
}
