//! Diagnostics: what is wrong, where, and what to do about it.
//!
//! One code is a pair of files: `<name>.rs` makes the diagnostic, `<name>.md` is its page (`pipelinec explain CODE`),
//! whose first example must raise exactly that code and whose second must be clean. Words: lower case, no full stop,
//! the user's text in backticks, the fix in `help`.

use pipelinec_syntax::Span;

// By its path, so that the catalogue's modules live beside it.
#[path = "catalogue.rs"]
pub mod catalogue;
mod from_syntax;
pub mod suggest;

pub use catalogue::*;
pub use from_syntax::from_syntax;

/// A stable code: `E0201` an error, `W0301` a warning, `N0401` advice. Never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code(pub &'static str);

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing can be built.
    Error,
    /// It can be built, but is probably not meant.
    Warning,
    /// Worth knowing.
    Advice,
}

/// One finding. The renderers (text, JSON, SARIF, GitHub) show this one value.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic {
    /// Which.
    pub code: Code,
    /// How bad.
    pub severity: Severity,
    /// What is wrong, in the user's words.
    pub message: String,
    /// Where; `None` only when there is no text (a missing file).
    pub span: Option<Span>,
    /// Words under the caret.
    pub label: Option<String>,
    /// Other places that matter.
    pub labels: Vec<(Span, String)>,
    /// The concrete fix.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error, warning or advice by the first letter of its code.
    #[must_use]
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        let severity = match code.0.as_bytes().first() {
            Some(b'W') => Severity::Warning,
            Some(b'N') => Severity::Advice,
            Some(_) | None => Severity::Error,
        };
        Self { code, severity, message: message.into(), span: Some(span), label: None, labels: Vec::new(), help: None }
    }

    /// A finding that has no place in the spec: an option, a folder, the machine.
    #[must_use]
    pub fn unplaced(code: Code, message: impl Into<String>) -> Self {
        Self { span: None, ..Self::new(code, Span::default(), message) }
    }

    /// Adds the words under the caret.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.label = Some(text.into());
        self
    }

    /// Adds another place.
    #[must_use]
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push((span, text.into()));
        self
    }

    /// Adds the fix.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }
}
