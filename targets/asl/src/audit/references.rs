//! The paths a state follows, and which of them lead nowhere.

use pipelinec_core::Span;

use super::choice::{self, Truth};
use super::shape::{Found, Shape};
use crate::document::path::{self, Path};
use crate::document::{Json, Kind, State};

/// A path that leads nowhere.
pub(super) struct Reference {
    pub(super) span: Span,
    pub(super) text: String,
}

/// What the state works on: the data, narrowed by `InputPath`.
pub(super) fn input(state: &State, data: &Shape, placed: &[String]) -> Shape {
    let Some(text) = state.field("InputPath").and_then(Json::as_str) else { return data.clone() };
    match path::parse(text) {
        Ok(Path::Reference(steps)) => match data.find(&steps, placed) {
            Found::Shape(shape) => shape,
            Found::Maybe | Found::Nothing => Shape::Any,
        },
        Ok(Path::Context | Path::Variable | Path::Query) | Err(_) => Shape::Any,
    }
}

/// The paths of a state that certainly lead nowhere.
pub(super) fn lost(state: &State, data: &Shape, input: &Shape, placed: &[String]) -> Vec<Reference> {
    let mut lost = Vec::new();
    if state.is_jsonata {
        return lost;
    }
    let mut look = |json: &Json, data: &Shape| {
        let Some(text) = json.text() else { return };
        let paths = if text.value.starts_with('$') {
            path::parse(&text.value).map(|path| vec![path])
        } else {
            path::in_value(&text.value)
        };
        let nowhere = |path: &Path| matches!(path, Path::Reference(steps) if data.find(steps, placed).is_nothing());
        if paths.is_ok_and(|paths| paths.iter().any(nowhere)) {
            lost.push(Reference { span: text.span, text: text.value });
        }
    };
    if let Some(path) = state.field("InputPath") {
        look(path, data);
    }
    for key in [
        "SecondsPath",
        "TimestampPath",
        "TimeoutSecondsPath",
        "HeartbeatSecondsPath",
        "ItemsPath",
        "ErrorPath",
        "CausePath",
    ] {
        if let Some(path) = state.field(key) {
            look(path, input);
        }
    }
    for key in ["Parameters", "ItemSelector"] {
        if let Some(template) = state.field(key) {
            template.walk(None, &mut |key, value| {
                if key.is_some_and(|key| key.value.ends_with(".$")) {
                    look(value, input);
                }
            });
        }
    }
    if let Kind::Choice { rules, .. } = &state.kind {
        let mut read = Vec::new();
        for rule in rules {
            let truth = choice::holds(&rule.json, input, placed);
            if truth != Truth::No {
                choice::variables(&rule.json, &mut read);
            }
            if truth == Truth::Yes {
                break;
            }
        }
        read.into_iter().for_each(|variable| look(variable, input));
    }
    lost
}
