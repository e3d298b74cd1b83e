//! YAML as values: one document, without anchors and tags.

use granit_parser::{Event, Parser, ScalarStyle};
use serde_json::{Map, Number, Value};

/// A sequence or mapping that has not ended.
enum Open {
    Sequence(Vec<Value>),
    /// The entries, and the key whose value comes next.
    Mapping(Map<String, Value>, Option<String>),
}

/// The value of a document. Quoted scalars are texts; plain ones null, booleans, numbers, or texts.
#[expect(clippy::wildcard_enum_match_arm, reason = "the parser may learn more events")]
pub(super) fn read(text: &str) -> Result<Value, String> {
    let mut open: Vec<Open> = Vec::new();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| error.to_string())?;
        let at = || format!("line {}", span.start.line());
        let value = match event {
            Event::SequenceStart(..) => {
                open.push(Open::Sequence(Vec::new()));
                continue;
            }
            Event::MappingStart(..) => {
                open.push(Open::Mapping(Map::new(), None));
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => match open.pop() {
                Some(Open::Sequence(items)) => Value::Array(items),
                Some(Open::Mapping(entries, _)) => Value::Object(entries),
                None => return Err(at()),
            },
            Event::Scalar(text, ScalarStyle::Plain, ..) => plain(&text),
            Event::Scalar(text, ..) => Value::String(text.into_owned()),
            Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(..)
            | Event::DocumentEnd
            | Event::Comment(..) => continue,
            _ => return Err(format!("{}: anchors are not read", at())),
        };
        match open.last_mut() {
            None => return Ok(value),
            Some(Open::Sequence(items)) => items.push(value),
            Some(Open::Mapping(entries, key)) => match (key.take(), value) {
                (Some(name), value) => {
                    if entries.insert(name.clone(), value).is_some() {
                        return Err(format!("{}: `{name}` twice", at()));
                    }
                }
                (None, Value::String(name)) => *key = Some(name),
                (None, other) => *key = Some(other.to_string()),
            },
        }
    }
    Ok(Value::Null)
}

fn plain(text: &str) -> Value {
    let number = || {
        let whole = text.parse().map(|number: i64| Number::from(number)).ok();
        whole.or_else(|| text.parse().ok().and_then(Number::from_f64)).map(Value::Number)
    };
    match text {
        "" | "~" | "null" => Value::Null,
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        _ => number().unwrap_or_else(|| Value::String(text.to_owned())),
    }
}
