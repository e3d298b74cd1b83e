//! Payload templates and the expressions inside them: a computed field cannot be mistaken for text, nor text for a path.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

/// A JSON object, some fields of which are computed from the state.
#[derive(Debug, Clone, Default)]
pub(crate) struct Object(Vec<(String, Field)>);

/// A field's value.
#[derive(Debug, Clone)]
pub(crate) enum Field {
    Fixed(Value),
    Computed(Expression),
    Object(Object),
}

impl Object {
    pub(crate) const fn new() -> Self {
        Self(Vec::new())
    }

    /// With one more field.
    pub(crate) fn with(mut self, name: &str, field: impl Into<Field>) -> Self {
        self.0.push((name.into(), field.into()));
        self
    }
}

impl<T: Into<Value>> From<T> for Field {
    fn from(value: T) -> Self {
        Self::Fixed(value.into())
    }
}

impl From<Expression> for Field {
    fn from(expression: Expression) -> Self {
        Self::Computed(expression)
    }
}

impl From<Object> for Field {
    fn from(object: Object) -> Self {
        Self::Object(object)
    }
}

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, field) in &self.0 {
            match field {
                Field::Fixed(value) => map.serialize_entry(name, value)?,
                Field::Computed(expression) => map.serialize_entry(&format!("{name}.$"), expression)?,
                Field::Object(object) => map.serialize_entry(name, object)?,
            }
        }
        map.end()
    }
}

/// A path or a call of an intrinsic function.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Expression(String);

/// A part of a text: as it is, or computed.
pub(crate) enum Piece<'a> {
    Text(&'a str),
    Value(Expression),
}

impl Expression {
    /// `$.cluster.ClusterId`, or `$$.Execution.Name` of the context.
    pub(crate) fn path(path: impl Into<String>) -> Self {
        Self(path.into())
    }

    /// The id of the execution, which is the run's name everywhere.
    pub(crate) fn run_id() -> Self {
        Self::path("$$.Execution.Name")
    }

    /// The day on which the execution was started, UTC.
    pub(crate) fn today() -> Self {
        Self::part(&Self::path("$$.Execution.StartTime"), "T", 0)
    }

    /// The part of a text at `index`, when it is split at `separator`.
    pub(crate) fn part(text: &Self, separator: &str, index: u8) -> Self {
        Self(format!("States.ArrayGetItem(States.StringSplit({}, '{}'), {index})", text.0, escape(separator)))
    }

    /// A text, where an expression is needed.
    pub(crate) fn text(text: &str) -> Self {
        Self(format!("'{}'", escape(text)))
    }

    /// A text put together.
    pub(crate) fn format(pieces: &[Piece<'_>]) -> Self {
        let (mut template, mut values) = (String::new(), String::new());
        for piece in pieces {
            match piece {
                Piece::Text(text) => template.push_str(&escape(text)),
                Piece::Value(value) => {
                    template.push_str("{}");
                    values.push_str(", ");
                    values.push_str(&value.0);
                }
            }
        }
        Self(format!("States.Format('{template}'{values})"))
    }

    pub(crate) fn array(items: &[Self]) -> Self {
        let items: Vec<&str> = items.iter().map(|item| item.0.as_str()).collect();
        Self(format!("States.Array({})", items.join(", ")))
    }

    /// The fields of both objects; of equal names, the second's.
    pub(crate) fn merge(one: &Self, other: &Self) -> Self {
        Self(format!("States.JsonMerge({}, {}, false)", one.0, other.0))
    }

    /// A whole value as JSON text: cannot fail on what is or is not inside.
    pub(crate) fn json(value: &Self) -> Self {
        Self(format!("States.JsonToString({})", value.0))
    }

    pub(crate) fn plus_one(value: &Self) -> Self {
        Self(format!("States.MathAdd({}, 1)", value.0))
    }
}

/// What means something inside `'…'` of an intrinsic function.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '\'' | '{' | '}') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_break_out() {
        let value = Expression::path("$.params.day");
        let made = Expression::format(&[Piece::Text("it's {\\} "), Piece::Value(value)]);
        assert_eq!(made.0, r"States.Format('it\'s \{\\\} {}', $.params.day)");
    }

    #[test]
    fn computed_fields_are_marked() {
        let inner = Object::new().with("fixed", "$.x").with("computed", Expression::path("$.x"));
        let json = serde_json::to_string(&Object::new().with("inner", inner)).unwrap();
        assert_eq!(json, r#"{"inner":{"fixed":"$.x","computed.$":"$.x"}}"#);
    }
}
