//! Filters of paths: `?(@.price < 10 && @.kind == 'x')`. Comparisons and existence, joined by `&&` and `||`.

use std::cmp::Ordering;

use serde_json::Value;

use super::path::unquote;

/// Alternatives of conditions that must all hold.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Filter(Vec<Vec<Test>>);

#[derive(Debug, Clone, PartialEq)]
struct Test {
    /// Names below `@`.
    names: Vec<String>,
    compare: Option<(Operator, Value)>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Operator {
    Equal,
    NotEqual,
    LessOrEqual,
    GreaterOrEqual,
    Less,
    Greater,
}

/// Longer signs first.
const OPERATORS: [(&str, Operator); 6] = [
    ("==", Operator::Equal),
    ("!=", Operator::NotEqual),
    ("<=", Operator::LessOrEqual),
    (">=", Operator::GreaterOrEqual),
    ("<", Operator::Less),
    (">", Operator::Greater),
];

impl Filter {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let inner = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).unwrap_or(text);
        let all = |text: &str| text.split("&&").map(Test::parse).collect::<Option<Vec<_>>>();
        inner.split("||").map(all).collect::<Option<Vec<_>>>().map(Self)
    }

    pub(super) fn holds(&self, node: &Value) -> bool {
        self.0.iter().any(|all| all.iter().all(|test| test.holds(node)))
    }
}

impl Test {
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let found = OPERATORS.iter().find_map(|(sign, operator)| Some((text.split_once(sign)?, *operator)));
        let (path, compare) = match found {
            Some(((path, literal), operator)) => (path, Some((operator, self::literal(literal.trim())?))),
            None => (text, None),
        };
        let path = path.trim().strip_prefix('@')?;
        let names: Vec<String> = path.split('.').skip(1).map(str::to_owned).collect();
        let is_plain =
            names.iter().all(|n| !n.is_empty() && n.chars().all(|c| c.is_alphanumeric() || "_-".contains(c)));
        (is_plain && (path.is_empty() || path.starts_with('.'))).then_some(Self { names, compare })
    }

    fn holds(&self, node: &Value) -> bool {
        let found = self.names.iter().try_fold(node, |node, name| node.get(name));
        let (Some(found), Some((operator, literal))) = (found, &self.compare) else {
            return found.is_some() && self.compare.is_none();
        };
        let order = match (found, literal) {
            (Value::Number(a), Value::Number(b)) => a.as_f64().zip(b.as_f64()).and_then(|(a, b)| a.partial_cmp(&b)),
            (Value::String(a), Value::String(b)) => Some(a.cmp(b)),
            (a, b) => (a == b).then_some(Ordering::Equal),
        };
        match operator {
            Operator::Equal => order == Some(Ordering::Equal),
            Operator::NotEqual => order != Some(Ordering::Equal),
            Operator::LessOrEqual => order.is_some_and(Ordering::is_le),
            Operator::GreaterOrEqual => order.is_some_and(Ordering::is_ge),
            Operator::Less => order.is_some_and(Ordering::is_lt),
            Operator::Greater => order.is_some_and(Ordering::is_gt),
        }
    }
}

fn literal(text: &str) -> Option<Value> {
    unquote(text).map(Value::String).or_else(|| serde_json::from_str(text).ok())
}
