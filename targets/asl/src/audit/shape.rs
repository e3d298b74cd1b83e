//! What is known about the data between states.

use std::collections::BTreeMap;

use crate::document::path::{self, Path, Step};
use crate::document::{Json, Value};

/// What is known about a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shape {
    /// Nothing: the execution's input, what a function returned.
    Any,
    /// This text.
    Text(String),
    /// This truth value.
    Bool(bool),
    /// The id of the cluster that the state at this position (see [`super::flow`]) made.
    Cluster(usize),
    /// An object.
    Object(BTreeMap<String, Shape>, Rest),
    /// A list with exactly these items.
    List(Vec<Shape>),
}

/// Fields of an object beside those that are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rest {
    /// There may be any.
    Open,
    /// There are those of an AWS API's answer: none that the machine itself has named.
    Service,
    /// There are none.
    Closed,
}

/// What is found where a path leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// This.
    Shape(Shape),
    /// Something, or nothing.
    Maybe,
    /// Certainly nothing.
    Nothing,
}

impl Shape {
    /// An object with these fields only.
    pub(super) fn closed<const N: usize>(fields: [(&str, Shape); N]) -> Self {
        Self::Object(fields.into_iter().map(|(name, shape)| (name.to_owned(), shape)).collect(), Rest::Closed)
    }

    /// What a literal is.
    pub(super) fn of(json: &Json) -> Self {
        match &json.value {
            Value::Null | Value::Number(_) => Self::Any,
            Value::Bool(value) => Self::Bool(*value),
            Value::String(text) => Self::Text(text.clone()),
            Value::Array(items) => Self::List(items.iter().map(Self::of).collect()),
            Value::Object(members) => {
                Self::Object(members.iter().map(|(k, v)| (k.value.clone(), Self::of(v))).collect(), Rest::Closed)
            }
        }
    }

    /// Where a path leads. `placed` are the fields that the machine itself writes.
    pub(super) fn find(&self, steps: &[Step], placed: &[String]) -> Found {
        let Some((step, rest)) = steps.split_first() else { return Found::Shape(self.clone()) };
        match (self, step) {
            (Self::Any, _) => Found::Maybe,
            (Self::Object(fields, others), Step::Field(name)) => match (fields.get(name), others) {
                (Some(shape), _) => shape.find(rest, placed),
                (None, Rest::Closed) => Found::Nothing,
                (None, Rest::Service) if placed.contains(name) => Found::Nothing,
                (None, Rest::Service | Rest::Open) => Found::Maybe,
            },
            (Self::List(items), Step::Index(index)) => {
                items.get(*index).map_or(Found::Nothing, |item| item.find(rest, placed))
            }
            // A field of a text, an item of an object. Step Functions looks for fields in every item of a list.
            (Self::List(_), Step::Field(_)) => Found::Maybe,
            (Self::Text(_) | Self::Bool(_) | Self::Cluster(_), _) | (Self::Object(..), Step::Index(_)) => {
                Found::Nothing
            }
        }
    }

    /// The data with a value written at a path.
    pub(super) fn with(&self, steps: &[Step], value: Shape) -> Self {
        let Some((Step::Field(name), rest)) = steps.split_first() else {
            return if steps.is_empty() { value } else { self.clone() };
        };
        let (mut fields, others) = match self {
            Self::Object(fields, others) => (fields.clone(), *others),
            Self::Any => (BTreeMap::new(), Rest::Open),
            Self::Text(_) | Self::Bool(_) | Self::Cluster(_) | Self::List(_) => (BTreeMap::new(), Rest::Closed),
        };
        let inner = fields.get(name).cloned().unwrap_or_else(|| Self::closed([]));
        fields.insert(name.clone(), inner.with(rest, value));
        Self::Object(fields, others)
    }

    /// What a payload template makes of this.
    pub(super) fn filled(&self, template: &Json, placed: &[String]) -> Self {
        match &template.value {
            Value::Object(members) => {
                let fields = members.iter().map(|(key, value)| match key.value.strip_suffix(".$") {
                    Some(name) => (name.to_owned(), self.value_of(value.as_str().unwrap_or_default(), placed)),
                    None => (key.value.clone(), self.filled(value, placed)),
                });
                Self::Object(fields.collect(), Rest::Closed)
            }
            Value::Array(items) => Self::List(items.iter().map(|item| self.filled(item, placed)).collect()),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Self::of(template),
        }
    }

    /// What a path or function gives.
    fn value_of(&self, text: &str, placed: &[String]) -> Self {
        match path::parse(text) {
            Ok(Path::Reference(steps)) => match self.find(&steps, placed) {
                Found::Shape(shape) => shape,
                Found::Maybe | Found::Nothing => Self::Any,
            },
            Ok(Path::Context | Path::Variable | Path::Query) | Err(_) => Self::Any,
        }
    }
}
