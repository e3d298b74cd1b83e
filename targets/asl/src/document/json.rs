//! JSON with places.

use pest::Parser;
use pest::iterators::Pair;
use pipelinec_core::{Diagnostic, FileId, Span, diag};

/// Deepest nesting. Step Functions' own limit on a definition is its size only; nobody nests this far by hand.
const MAX_DEPTH: usize = 100;

/// Largest text that is read, in bytes: Step Functions takes 1 MB.
const MAX_BYTES: usize = 4 << 20;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Json {
    /// What it is.
    pub value: Value,
    /// Where.
    pub span: Span,
}

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true`, `false`.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A string, decoded.
    String(String),
    /// An array.
    Array(Vec<Json>),
    /// An object's members in their order.
    Object(Vec<(Text, Json)>),
}

/// Decoded text and where it stands, quotes included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The text.
    pub value: String,
    /// Where.
    pub span: Span,
}

impl Json {
    /// The value of a member, when this is an object that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Json> {
        self.members().iter().find(|(k, _)| k.value == key).map(|(_, v)| v)
    }

    /// The members, when this is an object.
    #[must_use]
    pub fn members(&self) -> &[(Text, Json)] {
        if let Value::Object(members) = &self.value { members } else { &[] }
    }

    /// The items, when this is an array.
    #[must_use]
    pub fn items(&self) -> &[Json] {
        if let Value::Array(items) = &self.value { items } else { &[] }
    }

    /// The text, when this is a string.
    #[must_use]
    pub fn text(&self) -> Option<Text> {
        let Value::String(value) = &self.value else { return None };
        Some(Text { value: value.clone(), span: self.span })
    }

    /// The text, when this is a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        if let Value::String(value) = &self.value { Some(value) } else { None }
    }

    /// The number, when this is one.
    #[must_use]
    pub fn number(&self) -> Option<f64> {
        if let Value::Number(number) = self.value { Some(number) } else { None }
    }

    /// What it is, in a word.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "an array",
            Value::Object(_) => "an object",
        }
    }

    /// Calls `visit` with every value inside, this one first, and the key it stands under.
    pub fn walk<'a>(&'a self, key: Option<&'a Text>, visit: &mut dyn FnMut(Option<&'a Text>, &'a Json)) {
        visit(key, self);
        for item in self.items() {
            item.walk(key, visit);
        }
        for (key, value) in self.members() {
            value.walk(Some(key), visit);
        }
    }
}

// The derived parser has no documentation; it stays in a module of its own.
mod grammar {
    #![allow(missing_docs, reason = "pest writes this code")]

    #[derive(pest_derive::Parser)]
    #[grammar = "document/json.pest"]
    pub(super) struct Grammar;
}

use grammar::{Grammar, Rule};

/// Parses a text.
///
/// # Errors
/// What is not JSON, at its place; a text too large or nested too deeply.
pub fn parse(file: FileId, text: &str) -> Result<Json, Diagnostic> {
    let span = |start: usize, end: usize| Span::new(file, offset(start), offset(end));
    if text.len() > MAX_BYTES {
        return Err(diag::not_json(span(0, 1), &format!("larger than {} MB", MAX_BYTES >> 20)));
    }
    if let Some(at) = too_deep(text) {
        return Err(diag::not_json(span(at, at + 1), &format!("nested more than {MAX_DEPTH} levels deep")));
    }
    let pairs = Grammar::parse(Rule::document, text).map_err(|error| {
        let at = match error.location {
            pest::error::InputLocation::Pos(at) | pest::error::InputLocation::Span((at, _)) => at,
        };
        let end = text.get(at..).and_then(|rest| rest.chars().next()).map_or(at, |c| at + c.len_utf8());
        diag::not_json(span(at, end), &expected(text, at))
    })?;
    let value = pairs.into_iter().next().map(|pair| build(file, pair));
    value.ok_or_else(|| diag::not_json(span(0, 0), "empty"))
}

/// What went wrong at a place, in words.
fn expected(text: &str, at: usize) -> String {
    let before = text.get(..at).unwrap_or_default().trim_end().chars().next_back();
    match (before, text.get(at..).unwrap_or_default().chars().next()) {
        (_, None) => "the text ends here".into(),
        (Some(','), Some('}' | ']')) => "no comma before a closing bracket".into(),
        (_, Some('/' | '#')) => "JSON has no comments".into(),
        (_, Some('\'')) => "strings stand in double quotes".into(),
        (Some('"' | '}' | ']' | '0'..='9'), Some('"')) => "a comma is missing before this".into(),
        (_, Some(c)) => format!("`{}` is not expected here", c.escape_debug()),
    }
}

/// Where brackets nest too deeply, if they do.
fn too_deep(text: &str) -> Option<usize> {
    let (mut depth, mut in_string, mut escaped) = (0usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Some(at);
                }
            }
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn build(file: FileId, pair: Pair<'_, Rule>) -> Json {
    let span = Span::new(file, offset(pair.as_span().start()), offset(pair.as_span().end()));
    let value = match pair.as_rule() {
        Rule::object => Value::Object(pair.into_inner().filter_map(|member| build_member(file, member)).collect()),
        Rule::array => Value::Array(pair.into_inner().map(|item| build(file, item)).collect()),
        Rule::string => Value::String(decoded(pair.as_str())),
        Rule::number => Value::Number(pair.as_str().parse().unwrap_or(f64::INFINITY)),
        Rule::boolean => Value::Bool(pair.as_str() == "true"),
        Rule::null | Rule::document | Rule::value | Rule::member | Rule::character | Rule::WHITESPACE | Rule::EOI => {
            Value::Null
        }
    };
    Json { value, span }
}

fn build_member(file: FileId, pair: Pair<'_, Rule>) -> Option<(Text, Json)> {
    let mut parts = pair.into_inner();
    let key = build(file, parts.next()?);
    Some((key.text()?, build(file, parts.next()?)))
}

/// The grammar has checked the escapes; a lone surrogate is the only text that cannot be decoded.
fn decoded(quoted: &str) -> String {
    serde_json::from_str(quoted).unwrap_or_else(|_| quoted.trim_matches('"').to_owned())
}
