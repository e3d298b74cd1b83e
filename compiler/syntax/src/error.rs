//! What can be wrong with the text, as data. `pipelinec-core::diag` gives each its code, words and page.

use crate::span::Span;

/// One thing wrong, and where.
#[derive(Debug, Clone, PartialEq)]
pub struct SyntaxError {
    /// What.
    pub kind: SyntaxErrorKind,
    /// Where.
    pub span: Span,
    /// A second place that matters (the first of two duplicates, the opening bracket).
    pub related: Option<Span>,
}

/// The kinds. Fields hold the user's own words and what would have been right.
#[derive(Debug, Clone, PartialEq)]
pub enum SyntaxErrorKind {
    /// The file is not UTF-8.
    NotUtf8,
    /// The file is UTF-16 (some editors on Windows save it so).
    Utf16,
    /// The file is larger than the limit.
    FileTooLarge {
        /// Size in bytes.
        bytes: u64,
        /// Limit in bytes.
        limit: u64,
    },
    /// The YAML itself is broken.
    Yaml {
        /// What the parser says.
        message: String,
    },
    /// A tab used for indentation.
    TabIndent,
    /// Nesting deeper than the limit.
    TooDeep {
        /// The limit.
        limit: usize,
    },
    /// Aliases expand to more nodes than the limit.
    TooManyNodes {
        /// The limit.
        limit: usize,
    },
    /// A key twice in one mapping; `related` is the first.
    DuplicateKey {
        /// The key.
        key: String,
    },
    /// A key this mapping does not have.
    UnknownKey {
        /// The key.
        key: String,
        /// What holds it, as a user would call it: "an input", "a `join` step".
        place: &'static str,
        /// The keys it may have.
        allowed: Vec<&'static str>,
    },
    /// A key that must be there.
    MissingKey {
        /// The key.
        key: &'static str,
        /// What should hold it.
        place: &'static str,
    },
    /// A value of the wrong shape: "a list", "a mapping", "a number", "text".
    WrongShape {
        /// What was expected.
        expected: &'static str,
        /// What stands there.
        found: &'static str,
        /// Of what.
        place: &'static str,
    },
    /// A word outside a closed set.
    UnknownWord {
        /// The word.
        word: String,
        /// What it should say.
        place: &'static str,
        /// The words allowed.
        allowed: Vec<&'static str>,
    },
    /// A step keyword that does not exist.
    UnknownStep {
        /// The word.
        word: String,
    },
    /// A step with none or several keywords.
    StepShape,
    /// `pipeline:` twice in a project; `related` is the first.
    DuplicateHead,
    /// No file of the project has `pipeline:`.
    MissingHead,
    /// A document without any section.
    Empty,
    /// More than one YAML document in a file.
    SeveralDocuments,
    /// A phrase that does not parse.
    Phrase {
        /// What could stand at the place, in words: "an expression", "`then`", "a closing `)`".
        expected: Vec<String>,
        /// What stands there; empty at the end of the phrase.
        found: String,
    },
    /// A phrase longer than the limit.
    PhraseTooLong {
        /// The limit in bytes.
        limit: usize,
    },
    /// A name that is not an identifier (unicode, blanks, too long).
    BadName {
        /// The name.
        name: String,
        /// Why.
        reason: &'static str,
    },
    /// A name the language or the engines keep for themselves.
    ReservedName {
        /// The name.
        name: String,
    },
    /// A text that never ends.
    UnterminatedText,
    /// A number that does not fit.
    NumberOutOfRange {
        /// The number as written.
        text: String,
    },
}

/// The errors of one file. It keeps the first of very many: nobody reads more, and a hostile file has millions.
#[derive(Debug, Default)]
pub(crate) struct ErrorList(Vec<SyntaxError>);

impl ErrorList {
    /// Most errors kept of one file.
    const LIMIT: usize = 10_000;

    pub(crate) fn push(&mut self, error: SyntaxError) {
        if self.0.len() < Self::LIMIT {
            self.0.push(error);
        }
    }

    pub(crate) fn extend(&mut self, errors: impl IntoIterator<Item = SyntaxError>) {
        let room = Self::LIMIT - self.0.len();
        self.0.extend(errors.into_iter().take(room));
    }

    pub(crate) fn last_mut(&mut self) -> Option<&mut SyntaxError> {
        self.0.last_mut()
    }

    /// Sorted by place.
    pub(crate) fn into_sorted(mut self) -> Vec<SyntaxError> {
        self.0.sort_by_key(|error| error.span);
        self.0
    }
}
