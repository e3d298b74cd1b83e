//! A column's own date or timestamp format: `dd-MM-yyyy HH:mm`.
//!
//! Fixed width, as the language's `parse_date`: `yyyy`, `MM`, `dd`, `HH`, `mm`, `ss`, `SSS`, `SSSSSS`, text in single
//! quotes, and every other character that is not a letter as itself. What a format leaves out is the first: January, the
//! first day, midnight.

use super::text::{Reason, day, instant};

/// A compiled format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Format {
    source: String,
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Field(Field, usize),
    Text(Vec<u8>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
    Fraction,
}

impl Format {
    /// Compiles a format; `None` if it has letters that mean nothing.
    #[must_use]
    pub fn new(source: &str) -> Option<Self> {
        let mut parts = Vec::new();
        let mut chars = source.chars().peekable();
        while let Some(c) = chars.next() {
            if c == '\'' {
                let mut text = String::new();
                loop {
                    match chars.next()? {
                        '\'' if chars.peek() == Some(&'\'') => text.extend(chars.next()),
                        '\'' => break,
                        other => text.push(other),
                    }
                }
                // Two quotes alone are one quote.
                parts.push(Part::Text(if text.is_empty() { b"'".to_vec() } else { text.into_bytes() }));
            } else if c.is_ascii_alphabetic() {
                let mut width = 1;
                while chars.next_if_eq(&c).is_some() {
                    width += 1;
                }
                parts.push(Part::Field(field(c, width)?, width));
            } else {
                parts.push(Part::Text(c.to_string().into_bytes()));
            }
        }
        Some(Self { source: source.to_owned(), parts })
    }

    /// A date in this format, as days since 1970-01-01.
    ///
    /// # Errors
    /// When the text is in another form, or the day does not exist.
    pub fn date(&self, text: &[u8]) -> Result<i32, Reason> {
        let values = self.values(text)?;
        day(values.year, values.month, values.day)
    }

    /// A timestamp in this format, as microseconds since 1970-01-01 00:00 UTC.
    ///
    /// # Errors
    /// When the text is in another form, or the day or time does not exist.
    pub fn timestamp(&self, text: &[u8]) -> Result<i64, Reason> {
        let v = self.values(text)?;
        instant(day(v.year, v.month, v.day)?, v.hour, v.minute, v.second, v.micros)
    }

    fn values(&self, text: &[u8]) -> Result<Values, Reason> {
        let not = || Reason::NotInFormat(self.source.clone());
        let mut values = Values { year: 1970, month: 1, day: 1, hour: 0, minute: 0, second: 0, micros: 0 };
        let mut rest = text;
        for part in &self.parts {
            rest = match part {
                Part::Text(expected) => rest.strip_prefix(expected.as_slice()).ok_or_else(not)?,
                Part::Field(field, width) => {
                    let (digits, tail) = rest.split_at_checked(*width).ok_or_else(not)?;
                    values.set(*field, *width, number(digits).ok_or_else(not)?);
                    tail
                }
            };
        }
        if rest.is_empty() { Ok(values) } else { Err(not()) }
    }
}

fn field(letter: char, width: usize) -> Option<Field> {
    Some(match (letter, width) {
        ('y', 4) => Field::Year,
        ('M', 2) => Field::Month,
        ('d', 2) => Field::Day,
        ('H', 2) => Field::Hour,
        ('m', 2) => Field::Minute,
        ('s', 2) => Field::Second,
        ('S', 1..=6) => Field::Fraction,
        _ => return None,
    })
}

fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |n, &b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')))
}

struct Values {
    year: u32,
    month: u32,
    day: u32,
    hour: u32,
    minute: u32,
    second: u32,
    micros: u32,
}

impl Values {
    fn set(&mut self, field: Field, width: usize, value: u32) {
        match field {
            Field::Year => self.year = value,
            Field::Month => self.month = value,
            Field::Day => self.day = value,
            Field::Hour => self.hour = value,
            Field::Minute => self.minute = value,
            Field::Second => self.second = value,
            Field::Fraction => {
                self.micros = (width..6).fold(value, |n, _| n * 10);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn micros(format: &str, text: &str) -> Result<i64, Reason> {
        Format::new(format).unwrap().timestamp(text.as_bytes())
    }

    #[test]
    fn reads_its_own_order() {
        assert_eq!(Format::new("dd-MM-yyyy").unwrap().date(b"02-01-1970"), Ok(1));
        assert_eq!(micros("dd/MM/yyyy HH:mm", "01/01/1970 01:30"), Ok(5_400_000_000));
        assert_eq!(micros("yyyyMMdd'T'HHmmssSSS", "19700101T000001250"), Ok(1_250_000));
        assert_eq!(micros("yyyy", "1971"), Ok(365 * 86_400_000_000));
    }

    #[test]
    fn is_strict() {
        let short = Format::new("dd-MM-yyyy").unwrap();
        assert_eq!(short.date(b"2-1-1970"), Err(Reason::NotInFormat("dd-MM-yyyy".into())));
        assert_eq!(short.date(b"30-02-2024"), Err(Reason::NoSuchDay));
        assert_eq!(short.date(b"01-01-1970 "), Err(Reason::NotInFormat("dd-MM-yyyy".into())));
        assert_eq!(micros("HH:mm", "24:00"), Err(Reason::NoSuchTime));
        assert_eq!(Format::new("MMM d"), None);
        assert_eq!(Format::new("'open"), None);
    }
}
