//! JSONPath as Step Functions reads it: `$.a.b`, `$['odd name']`, `[0]`, `[-1]`, `[1:3]`, `[*]`, `..`, unions, simple filters.
//! A path of names and single indexes gives one value; any other gives a list.

use serde_json::{Map, Value};

use super::filter::Filter;

/// Bounds hostile paths: `$..*..*` over a deep value.
const MAX_NODES: usize = 100_000;

/// What a path begins with.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Root {
    /// `$`.
    Input,
    /// `$$`.
    Context,
    /// `$name`, set by `Assign`.
    Variable(String),
}

#[derive(Debug, Clone, PartialEq)]
enum Step {
    Field(String),
    Index(i64),
    Slice(Option<i64>, Option<i64>),
    Wildcard,
    /// `..`: this value and all below it.
    Below,
    Union(Vec<Step>),
    Filter(Filter),
    /// `.length()` at the end.
    Length,
}

/// A parsed path.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Path {
    pub(super) root: Root,
    steps: Vec<Step>,
}

/// Where paths are looked up.
pub(super) trait Scope {
    /// The value a path begins with.
    fn root(&self, root: &Root) -> Option<&Value>;
}

impl Path {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let bad = || format!("`{text}` is not a path");
        let rest = text.strip_prefix('$').ok_or_else(bad)?;
        let (root, rest) = match rest.strip_prefix('$') {
            Some(rest) => (Root::Context, rest),
            None => {
                let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
                let (name, rest) = rest.split_at_checked(end).ok_or_else(bad)?;
                (if name.is_empty() { Root::Input } else { Root::Variable(name.into()) }, rest)
            }
        };
        Ok(Self { root, steps: steps(rest).ok_or_else(bad)? })
    }

    /// Names and single indexes only: gives one value.
    fn is_definite(&self) -> bool {
        self.steps.iter().all(|step| match step {
            Step::Field(_) | Step::Index(_) | Step::Length => true,
            Step::Slice(..) | Step::Wildcard | Step::Below | Step::Union(_) | Step::Filter(_) => false,
        })
    }

    /// What the path leads to; `None` when it leads nowhere.
    pub(super) fn find(&self, scope: &dyn Scope) -> Option<Value> {
        let mut nodes: Vec<&Value> = vec![scope.root(&self.root)?];
        for step in &self.steps {
            if matches!(step, Step::Length) {
                return nodes.first().and_then(|node| node.as_array()).map(|items| Value::from(items.len()));
            }
            let mut next = Vec::new();
            for node in nodes {
                select(node, step, &mut next);
                if next.len() > MAX_NODES {
                    return None;
                }
            }
            nodes = next;
        }
        if self.is_definite() {
            return nodes.first().map(|node| (*node).clone());
        }
        let total: usize = nodes.iter().map(|node| weight(node)).sum();
        (total <= MAX_NODES * 40).then(|| Value::Array(nodes.into_iter().cloned().collect()))
    }

    /// Puts `value` where this reference path points to, and makes the objects on the way.
    pub(super) fn put(&self, into: Value, value: Value) -> Option<Value> {
        if self.root != Root::Input {
            return None;
        }
        put(into, &self.steps, value)
    }
}

/// About how many bytes a value has as text. Cheaper than writing it.
pub(super) fn weight(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(_) => 4,
        Value::Number(number) => number.as_u64().map_or(8, |n| n.checked_ilog10().unwrap_or(0) as usize + 1),
        Value::String(text) => text.len() + 2,
        Value::Array(items) => 2 + items.iter().map(|item| weight(item) + 1).sum::<usize>(),
        Value::Object(fields) => 2 + fields.iter().map(|(key, field)| key.len() + 4 + weight(field)).sum::<usize>(),
    }
}

fn put(into: Value, steps: &[Step], value: Value) -> Option<Value> {
    let Some((step, rest)) = steps.split_first() else { return Some(value) };
    match (step, into) {
        (Step::Field(name), Value::Object(mut fields)) => {
            let old = fields.get_mut(name).map_or_else(|| Value::Object(Map::new()), Value::take);
            let new = put(old, rest, value)?;
            fields.insert(name.clone(), new);
            Some(Value::Object(fields))
        }
        (Step::Index(index), Value::Array(mut items)) => {
            let at = position(*index, items.len())?;
            let place = items.get_mut(at)?;
            *place = put(place.take(), rest, value)?;
            Some(Value::Array(items))
        }
        _ => None,
    }
}

fn position(index: i64, len: usize) -> Option<usize> {
    let len = i64::try_from(len).ok()?;
    usize::try_from(if index < 0 { len + index } else { index }).ok()
}

fn select<'v>(node: &'v Value, step: &Step, out: &mut Vec<&'v Value>) {
    match step {
        Step::Field(name) => out.extend(node.get(name)),
        Step::Index(index) => {
            out.extend(node.as_array().and_then(|items| items.get(position(*index, items.len())?)));
        }
        Step::Slice(from, to) => {
            let items = node.as_array().map(Vec::as_slice).unwrap_or_default();
            let clamp = |at: i64| position(at, items.len()).unwrap_or(0).min(items.len());
            let (from, to) = (from.map_or(0, clamp), to.map_or(items.len(), clamp));
            out.extend(items.get(from..to).unwrap_or_default());
        }
        Step::Wildcard => out.extend(children(node)),
        Step::Below => below(node, out),
        Step::Union(steps) => steps.iter().for_each(|step| select(node, step, out)),
        Step::Filter(filter) => out.extend(children(node).filter(|child| filter.holds(child))),
        Step::Length => {}
    }
}

fn children(node: &Value) -> Box<dyn Iterator<Item = &Value> + '_> {
    match node {
        Value::Array(items) => Box::new(items.iter()),
        Value::Object(fields) => Box::new(fields.values()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Box::new(std::iter::empty()),
    }
}

fn below<'v>(node: &'v Value, out: &mut Vec<&'v Value>) {
    if out.len() > MAX_NODES {
        return;
    }
    out.push(node);
    children(node).for_each(|child| below(child, out));
}

fn steps(mut rest: &str) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix("..") {
            steps.push(Step::Below);
            if after.starts_with('[') {
                rest = after;
                continue;
            }
            let (step, after) = field(after)?;
            steps.push(step);
            rest = after;
        } else if let Some(after) = rest.strip_prefix('.') {
            if after == "length()" {
                steps.push(Step::Length);
                return Some(steps);
            }
            if after.starts_with('[') {
                rest = after;
                continue;
            }
            let (step, after) = field(after)?;
            steps.push(step);
            rest = after;
        } else {
            let inner = rest.strip_prefix('[')?;
            let (inner, after) = inner.split_at_checked(closing(inner)?)?;
            steps.push(bracket(inner.trim())?);
            rest = after.strip_prefix(']')?;
        }
    }
    Some(steps)
}

/// A name after a dot.
fn field(text: &str) -> Option<(Step, &str)> {
    if let Some(rest) = text.strip_prefix('*') {
        return Some((Step::Wildcard, rest));
    }
    let end = text.find(['.', '[', ']', '(', ')', ',', ' ', '\'', '"', '?', '*']).unwrap_or(text.len());
    let (name, rest) = text.split_at_checked(end)?;
    (!name.is_empty()).then(|| (Step::Field(name.into()), rest))
}

/// Where the bracket ends, past quoted text and brackets inside.
fn closing(text: &str) -> Option<usize> {
    let (mut depth, mut quote) = (0_usize, None);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '[') => depth += 1,
            (None, ']') if depth == 0 => return Some(at),
            (None, ']') => depth -= 1,
            (None, _) => {}
        }
    }
    None
}

fn bracket(text: &str) -> Option<Step> {
    if text == "*" {
        return Some(Step::Wildcard);
    }
    if let Some(filter) = text.strip_prefix('?') {
        return Filter::parse(filter.trim()).map(Step::Filter);
    }
    if let Some(name) = unquote(text) {
        return Some(Step::Field(name));
    }
    if text.contains(',') {
        return text.split(',').map(|part| bracket(part.trim())).collect::<Option<_>>().map(Step::Union);
    }
    if let Some((from, to)) = text.split_once(':') {
        let bound = |part: &str| match part.trim() {
            "" => Some(None),
            number => number.parse().ok().map(Some),
        };
        return Some(Step::Slice(bound(from)?, bound(to)?));
    }
    text.parse().ok().map(Step::Index)
}

/// One quoted name; not a list of them.
pub(super) fn unquote(text: &str) -> Option<String> {
    let quote = text.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let inner = text.strip_prefix(quote)?.strip_suffix(quote)?;
    (!inner.contains(quote)).then(|| inner.into())
}
