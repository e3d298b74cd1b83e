//! Little languages inside literals: regular expressions, `like` patterns, date formats, JSON paths, zone names.
//!
//! They are parsed at compile time into one meaning, and printed for each engine in its own dialect. What cannot be
//! made identical everywhere is refused, with the place inside the literal.

pub mod dates;
pub mod json_path;
pub mod like;
pub mod regex;
pub mod replacement;
pub mod zones;

use crate::ir::Literal;

/// What is wrong inside a literal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// What, lower case, no full stop.
    pub message: String,
    /// What to write instead, where that is known.
    pub help: Option<String>,
    /// Byte offset inside the text.
    pub offset: Option<usize>,
    /// The words that would be allowed, for a closed set.
    pub words: Vec<&'static str>,
}

impl Trouble {
    /// Only a message.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None, offset: None, words: Vec::new() }
    }

    /// With its place.
    #[must_use]
    pub fn at(offset: usize, message: impl Into<String>) -> Self {
        Self { offset: Some(offset), ..Self::new(message) }
    }

    /// With the way out.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// A literal as a number, for range checks.
#[must_use]
pub fn number(literal: &Literal) -> Option<f64> {
    match literal {
        #[expect(clippy::cast_precision_loss, reason = "only compared with small bounds")]
        Literal::Bigint(value) => Some(*value as f64),
        Literal::Double(value) => Some(*value),
        Literal::Decimal(digits) => digits.parse().ok(),
        Literal::Null | Literal::Boolean(_) | Literal::String(_) | Literal::Date(_) | Literal::Timestamp(_) => None,
    }
}
