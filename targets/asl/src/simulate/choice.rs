//! Conditions of Choice states.

use std::cmp::Ordering;

use serde_json::{Map, Value};

use super::clock;
use super::error::StateError;
use super::path::{Path, Scope};

/// Fields of a rule that are no operators.
const OTHER_FIELDS: [&str; 5] = ["Variable", "Next", "Comment", "Assign", "Output"];

/// Whether a rule holds. `And` and `Or` stop at the first answer, so that `IsPresent` guards what follows it.
pub(super) fn holds(rule: &Map<String, Value>, scope: &dyn Scope) -> Result<bool, StateError> {
    let inner = |rule: &Value| match rule {
        Value::Object(rule) => holds(rule, scope),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Err(StateError::runtime("a choice rule must be an object"))
        }
    };
    let rules = |value: &Value| value.as_array().cloned().unwrap_or_default();
    if let Some(all) = rule.get("And") {
        return rules(all).iter().try_fold(true, |held, rule| Ok(held && inner(rule)?));
    }
    if let Some(any) = rule.get("Or") {
        return rules(any).iter().try_fold(false, |held, rule| Ok(held || inner(rule)?));
    }
    if let Some(rule) = rule.get("Not") {
        return inner(rule).map(|held| !held);
    }
    let variable = rule.get("Variable").and_then(Value::as_str).unwrap_or_default();
    let operator = rule.iter().find(|(key, _)| !OTHER_FIELDS.contains(&key.as_str()));
    let (operator, operand) = operator.ok_or_else(|| StateError::runtime("a choice rule has no operator"))?;
    let path = Path::parse(variable).map_err(StateError::runtime)?;
    compare(path.find(scope), variable, operator, operand, scope)
}

fn compare(
    value: Option<Value>,
    variable: &str,
    operator: &str,
    operand: &Value,
    scope: &dyn Scope,
) -> Result<bool, StateError> {
    let wanted = operand.as_bool().unwrap_or(true);
    if operator == "IsPresent" {
        return Ok(value.is_some() == wanted);
    }
    let invalid = |path: &str| {
        StateError::runtime(format!(
            "invalid path `{path}`: the condition of a Choice refers to a value that is not there"
        ))
    };
    let value = value.ok_or_else(|| invalid(variable))?;
    if let Some(is) = is_kind(&value, operator) {
        return Ok(is == wanted);
    }
    let Some(base) = operator.strip_suffix("Path") else { return test(&value, operator, operand) };
    let path = operand.as_str().unwrap_or_default();
    let found = Path::parse(path).map_err(StateError::runtime)?.find(scope).ok_or_else(|| invalid(path))?;
    test(&value, base, &found)
}

fn is_kind(value: &Value, operator: &str) -> Option<bool> {
    Some(match operator {
        "IsNull" => value.is_null(),
        "IsString" => value.is_string(),
        "IsNumeric" => value.is_number(),
        "IsBoolean" => value.is_boolean(),
        "IsTimestamp" => value.as_str().is_some_and(|text| clock::parse(text).is_some()),
        _ => return None,
    })
}

/// Values of different kinds are not equal, less or greater: no error.
fn test(value: &Value, operator: &str, operand: &Value) -> Result<bool, StateError> {
    let text = || Some(value.as_str()?.cmp(operand.as_str()?));
    let order = if operator == "BooleanEquals" {
        return Ok(value.is_boolean() && value == operand);
    } else if operator == "StringMatches" {
        return Ok(value.as_str().zip(operand.as_str()).is_some_and(|(text, pattern)| matches(text, pattern)));
    } else if operator.starts_with("String") {
        text()
    } else if operator.starts_with("Numeric") {
        value.as_f64().zip(operand.as_f64()).and_then(|(a, b)| a.partial_cmp(&b))
    } else if operator.starts_with("Timestamp") {
        let time = |value: &Value| clock::parse(value.as_str()?);
        time(value).zip(time(operand)).map(|(a, b)| a.cmp(&b))
    } else {
        return Err(StateError::runtime(format!("`{operator}` is no operator of a Choice")));
    };
    let kind = ["String", "Numeric", "Timestamp"].iter().find_map(|kind| operator.strip_prefix(kind));
    Ok(match kind.unwrap_or_default() {
        "Equals" => order == Some(Ordering::Equal),
        "LessThan" => order.is_some_and(Ordering::is_lt),
        "LessThanEquals" => order.is_some_and(Ordering::is_le),
        "GreaterThan" => order.is_some_and(Ordering::is_gt),
        "GreaterThanEquals" => order.is_some_and(Ordering::is_ge),
        _ => return Err(StateError::runtime(format!("`{operator}` is no operator of a Choice"))),
    })
}

/// `*` stands for any text, `\*` for a star. Greedy with one place to go back to: linear for real patterns, and never
/// worse than pattern times text.
fn matches(text: &str, pattern: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let mut wanted = Vec::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => wanted.push(chars.next().or(Some('\\'))),
            '*' => wanted.push(None),
            c => wanted.push(Some(c)),
        }
    }
    let (mut at, mut of, mut back) = (0, 0, None);
    while at < text.len() {
        match wanted.get(of) {
            Some(None) => {
                back = Some((of + 1, at));
                of += 1;
            }
            Some(Some(c)) if text.get(at) == Some(c) => (at, of) = (at + 1, of + 1),
            Some(Some(_)) | None => {
                let Some((star, from)) = back else { return false };
                back = Some((star, from + 1));
                (at, of) = (from + 1, star);
            }
        }
    }
    wanted.get(of..).unwrap_or_default().iter().all(Option::is_none)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn stars_stand_for_any_text() {
        for (text, pattern, expected) in [
            ("2024-01-31", "*-*-*", true),
            ("20240131", "*-*-*", false),
            ("a*b", "a\\*b", true),
            ("axb", "a\\*b", false),
            ("", "*", true),
            ("", "", true),
            ("abcabc", "*abc", true),
            ("foo.log", "foo*.log", true),
            ("x", "", false),
        ] {
            assert_eq!(matches(text, pattern), expected, "{text} {pattern}");
        }
    }
}
