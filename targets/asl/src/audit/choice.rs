//! Whether a choice's rule holds, where the data decides.

use super::shape::{Found, Shape};
use crate::document::path::{self, Path};
use crate::document::{Json, Value};

/// What is known of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Truth {
    Yes,
    No,
    Unknown,
}

/// Whether a rule holds.
pub(super) fn holds(rule: &Json, data: &Shape, placed: &[String]) -> Truth {
    let all = |items: &[Json]| items.iter().map(|item| holds(item, data, placed)).collect::<Vec<_>>();
    if let Some(items) = rule.get("And") {
        let each = all(items.items());
        return if each.contains(&Truth::No) {
            Truth::No
        } else if each.iter().all(|t| *t == Truth::Yes) {
            Truth::Yes
        } else {
            Truth::Unknown
        };
    }
    if let Some(items) = rule.get("Or") {
        let each = all(items.items());
        return if each.contains(&Truth::Yes) {
            Truth::Yes
        } else if each.iter().all(|t| *t == Truth::No) {
            Truth::No
        } else {
            Truth::Unknown
        };
    }
    if let Some(inner) = rule.get("Not") {
        return match holds(inner, data, placed) {
            Truth::Yes => Truth::No,
            Truth::No => Truth::Yes,
            Truth::Unknown => Truth::Unknown,
        };
    }
    compared(rule, data, placed)
}

fn compared(rule: &Json, data: &Shape, placed: &[String]) -> Truth {
    let Some(variable) = rule.get("Variable").and_then(Json::as_str) else { return Truth::Unknown };
    let Ok(Path::Reference(steps)) = path::parse(variable) else { return Truth::Unknown };
    let found = data.find(&steps, placed);
    let is = |holds: bool| if holds { Truth::Yes } else { Truth::No };
    if let Some(Json { value: Value::Bool(wanted), .. }) = rule.get("IsPresent") {
        return match found {
            Found::Shape(_) => is(*wanted),
            Found::Nothing => is(!*wanted),
            Found::Maybe => Truth::Unknown,
        };
    }
    match (found, rule.get("StringEquals").and_then(Json::as_str), rule.get("BooleanEquals").map(|b| &b.value)) {
        (Found::Shape(Shape::Text(text)), Some(wanted), _) => is(text == wanted),
        (Found::Shape(Shape::Bool(value)), _, Some(Value::Bool(wanted))) => is(value == *wanted),
        _ => Truth::Unknown,
    }
}

/// The paths that a rule reads, beside those that only ask whether something is there.
pub(super) fn variables<'a>(rule: &'a Json, out: &mut Vec<&'a Json>) {
    for key in ["And", "Or"] {
        let items = rule.get(key).map(Json::items).unwrap_or_default();
        // Rules after one that asks whether the variable is there are guarded by it.
        let guarded: Vec<&str> = items
            .iter()
            .filter(|item| item.get("IsPresent").is_some())
            .filter_map(|item| item.get("Variable").and_then(Json::as_str))
            .collect();
        for item in items {
            let variable = item.get("Variable").and_then(Json::as_str).unwrap_or_default();
            if !guarded.iter().any(|path| variable.starts_with(path)) {
                variables(item, out);
            }
        }
    }
    if let Some(inner) = rule.get("Not") {
        variables(inner, out);
    }
    if rule.get("IsPresent").is_none() {
        out.extend(rule.get("Variable"));
    }
}
