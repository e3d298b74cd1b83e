//! Payload templates (`Parameters`, `ResultSelector`, `ItemSelector`, `Assign`) and expressions: a path or a call of an
//! intrinsic function.

use serde_json::{Map, Value};

use super::error::StateError;
use super::intrinsic;
use super::path::{Path, Scope, weight};

/// A hostile template can copy its input thousands of times; one that makes more than this is over the limit anyhow.
const MAX_BYTES: usize = 4 << 20;

/// How deep calls may stand in calls. Source: Step Functions, "Intrinsic functions": ten.
const MAX_CALLS: usize = 10;

/// What one evaluation may still make.
pub(super) struct Budget(usize);

impl Budget {
    pub(super) fn take(&mut self, value: Value) -> Result<Value, StateError> {
        self.0 = self.0.checked_sub(weight(&value)).ok_or_else(StateError::too_large)?;
        Ok(value)
    }
}

/// Fills in a template.
pub(super) fn fill(template: &Value, scope: &dyn Scope) -> Result<Value, StateError> {
    fill_in(template, scope, &mut Budget(MAX_BYTES))
}

fn fill_in(template: &Value, scope: &dyn Scope, budget: &mut Budget) -> Result<Value, StateError> {
    match template {
        Value::Object(fields) => {
            let mut filled = Map::new();
            for (key, value) in fields {
                match (key.strip_suffix(".$"), value) {
                    (Some(key), Value::String(text)) => {
                        let value = expression(text, scope, budget, key)?;
                        filled.insert(key.into(), value);
                    }
                    (Some(key), _) => {
                        return Err(StateError::runtime(format!(
                            "the value of `{key}.$` must be a path or a function"
                        )));
                    }
                    (None, value) => {
                        filled.insert(key.clone(), fill_in(value, scope, budget)?);
                    }
                }
            }
            Ok(Value::Object(filled))
        }
        Value::Array(items) => items.iter().map(|item| fill_in(item, scope, budget)).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => budget.take(template.clone()),
    }
}

/// The value of one expression, outside a template.
pub(super) fn evaluate(text: &str, scope: &dyn Scope, field: &str) -> Result<Value, StateError> {
    expression(text, scope, &mut Budget(MAX_BYTES), field)
}

fn expression(text: &str, scope: &dyn Scope, budget: &mut Budget, field: &str) -> Result<Value, StateError> {
    let text = text.trim();
    if text.starts_with('$') {
        return budget.take(find(text, scope, field)?);
    }
    let bad = || StateError::runtime(format!("`{text}` of `{field}` is neither a path nor a function"));
    let call = Call::parse(text, 0).filter(|(_, rest)| rest.trim().is_empty()).ok_or_else(bad)?.0;
    run(&call, scope, budget, field)
}

/// Follows a path that must lead somewhere.
pub(super) fn find(text: &str, scope: &dyn Scope, field: &str) -> Result<Value, StateError> {
    let path = Path::parse(text).map_err(StateError::runtime)?;
    path.find(scope)
        .ok_or_else(|| StateError::runtime(format!("the path `{text}` of `{field}` could not be found in the input")))
}

fn run(call: &Call, scope: &dyn Scope, budget: &mut Budget, field: &str) -> Result<Value, StateError> {
    let mut args = Vec::new();
    for arg in &call.args {
        args.push(match arg {
            Arg::Literal(value) => budget.take(value.clone())?,
            Arg::Path(text) => budget.take(find(text, scope, field)?)?,
            Arg::Call(call) => run(call, scope, budget, field)?,
        });
    }
    let value = intrinsic::apply(&call.name, args)
        .map_err(|why| StateError::new("States.IntrinsicFailure", format!("`{}` of `{field}`: {why}", call.name)))?;
    budget.take(value)
}

struct Call {
    name: String,
    args: Vec<Arg>,
}

enum Arg {
    Literal(Value),
    Path(String),
    Call(Call),
}

impl Call {
    /// A call, and what follows it.
    fn parse(text: &str, depth: usize) -> Option<(Self, &str)> {
        let (name, mut rest) = text.trim_start().split_once('(')?;
        if depth > MAX_CALLS || !name.strip_prefix("States.")?.chars().all(|c| c.is_ascii_alphanumeric()) {
            return None;
        }
        let mut args = Vec::new();
        if let Some(after) = rest.trim_start().strip_prefix(')') {
            return Some((Self { name: name.into(), args }, after));
        }
        loop {
            let (arg, after) = Arg::parse(rest.trim_start(), depth + 1)?;
            args.push(arg);
            let after = after.trim_start();
            if let Some(after) = after.strip_prefix(')') {
                return Some((Self { name: name.into(), args }, after));
            }
            rest = after.strip_prefix(',')?;
        }
    }
}

impl Arg {
    fn parse(text: &str, depth: usize) -> Option<(Self, &str)> {
        if text.starts_with("States.") {
            let (call, rest) = Call::parse(text, depth)?;
            return Some((Self::Call(call), rest));
        }
        if let Some(inner) = text.strip_prefix('\'') {
            let (literal, rest) = quoted(inner)?;
            return Some((Self::Literal(Value::String(literal)), rest));
        }
        let (word, rest) = text.split_at_checked(end_of_word(text))?;
        let word = word.trim_end();
        if word.starts_with('$') {
            return Some((Self::Path(word.into()), rest));
        }
        serde_json::from_str(word).ok().map(|literal| (Self::Literal(literal), rest))
    }
}

/// Text up to its closing quote. `\'` and `\\` are what they say; `\{` and `\}` stay, for `States.Format`.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut literal = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\'' => return Some((literal, text.get(at + 1..)?)),
            '\\' => match chars.next()?.1 {
                c @ ('\'' | '\\') => literal.push(c),
                c => literal.extend(['\\', c]),
            },
            c => literal.push(c),
        }
    }
    None
}

/// Where a path or number ends: at a comma or parenthesis outside brackets and quotes.
fn end_of_word(text: &str) -> usize {
    let (mut depth, mut quote) = (0_i32, None);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') if depth > 0 => quote = Some(c),
            (None, '[' | '(') => depth += 1,
            (None, ')') if depth == 0 => return at,
            (None, ']' | ')') => depth -= 1,
            (None, ',') if depth == 0 => return at,
            (None, _) => {}
        }
    }
    text.len()
}
