//! Values inside JSON texts. One pass over the text: what the path does not touch is checked but not built.

use std::fmt;

use datafusion::arrow::array::ArrayRef;
use datafusion::arrow::datatypes::{DataType, Int64Type};
use datafusion::common::Result;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::call::{Call, failure};
use super::function::{Function, Param, Returns};

const PARAMS: &[Param] = &[Param::Text, Param::Steps];

pub(super) const FUNCTIONS: &[Function] = &[
    Function { name: "pc_json_get", params: PARAMS, returns: Returns::Text, run: get },
    Function { name: "pc_json_array_length", params: PARAMS, returns: Returns::Bigint, run: array_length },
];

/// A step of a path.
#[derive(Debug, PartialEq, Eq)]
enum Step {
    Key(String),
    Index(usize),
}

/// The steps after the first argument.
fn literal_path(call: &Call<'_>) -> Result<Vec<Step>> {
    let step = |i| match call.arg_type(i)? {
        DataType::Int64 => match usize::try_from(call.literal_bigint(i)?) {
            Ok(index) => Ok(Step::Index(index)),
            Err(_) => Err(failure("a JSON path counts array elements from 0")),
        },
        _ => call.literal_text(i).map(Step::Key),
    };
    (1..call.arity()).map(step).collect()
}

/// Text of the value at a path: strings unquoted, the rest as compact JSON; null for JSON null, a missing path or bad
/// JSON.
fn get(call: &Call<'_>) -> Result<ArrayRef> {
    let texts = call.texts(0)?;
    let path = literal_path(call)?;
    call.strings(|row, out| Ok(texts.get(row).and_then(|text| write_value(find(text, &path)?, out))))
}

/// Elements of the array at a path, or of the array that a string there holds.
fn array_length(call: &Call<'_>) -> Result<ArrayRef> {
    let texts = call.texts(0)?;
    let path = literal_path(call)?;
    call.primitives::<Int64Type>(|row| {
        let found = texts.get(row).and_then(|text| find(text, &path));
        Ok(found.and_then(|value| {
            let inner = serde_json::from_str::<String>(value).ok();
            let elements: Vec<IgnoredAny> = serde_json::from_str(inner.as_deref().unwrap_or(value)).ok()?;
            i64::try_from(elements.len()).ok()
        }))
    })
}

/// The JSON text of the value at the path, as it stands in the document; `None` if the document is not valid.
fn find<'t>(document: &'t str, path: &[Step]) -> Option<&'t str> {
    let mut deserializer = serde_json::Deserializer::from_str(document);
    let found = Follow(path).deserialize(&mut deserializer).ok()?;
    deserializer.end().ok()?;
    found
}

/// Follows a path through a document.
struct Follow<'p>(&'p [Step]);

impl<'t> DeserializeSeed<'t> for Follow<'_> {
    type Value = Option<&'t str>;

    fn deserialize<D: Deserializer<'t>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        if self.0.is_empty() {
            let raw: &RawValue = serde::Deserialize::deserialize(deserializer)?;
            Ok(Some(raw.get()))
        } else {
            deserializer.deserialize_any(self)
        }
    }
}

impl<'t> Visitor<'t> for Follow<'_> {
    type Value = Option<&'t str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        // Other engines disagree about repeated keys; here the first counts.
        if let [Step::Key(wanted), rest @ ..] = self.0 {
            while let Some(is_wanted) = map.next_key_seed(Is(wanted))? {
                if is_wanted && found.is_none() {
                    found = Some(map.next_value_seed(Follow(rest))?);
                } else {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        } else {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        }
        Ok(found.flatten())
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        if let [Step::Index(wanted), rest @ ..] = self.0 {
            for _ in 0..*wanted {
                if items.next_element::<IgnoredAny>()?.is_none() {
                    return Ok(None);
                }
            }
            found = items.next_element_seed(Follow(rest))?.flatten();
        }
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(found)
    }

    // A scalar has nothing inside.
    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(None)
    }
}

/// Compares a key without building it.
struct Is<'p>(&'p str);

impl<'t> DeserializeSeed<'t> for Is<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'t>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Is<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<bool, E> {
        Ok(key == self.0)
    }
}

/// Writes a valid JSON value: a string's content, or compact JSON.
fn write_value(json: &str, out: &mut String) -> Option<()> {
    match json.as_bytes().first()? {
        b'n' => None,
        b'"' => {
            out.push_str(&serde_json::from_str::<String>(json).ok()?);
            Some(())
        }
        b'{' | b'[' => write_compact(json, out),
        _ => {
            out.push_str(json);
            Some(())
        }
    }
}

/// Without blanks, and with only the escapes that JSON needs.
fn write_compact(json: &str, out: &mut String) -> Option<()> {
    let mut rest = json;
    while let Some(start) = rest.find('"') {
        let (before, from_quote) = rest.split_at(start);
        push_without_blanks(before, out);
        let (string, after) = from_quote.split_at(string_end(from_quote)?);
        let content: String = serde_json::from_str(string).ok()?;
        out.push_str(&serde_json::to_string(&content).ok()?);
        rest = after;
    }
    push_without_blanks(rest, out);
    Some(())
}

/// Where a JSON string ends that starts the text.
fn string_end(text: &str) -> Option<usize> {
    let mut escaped = false;
    let closing = text.bytes().enumerate().skip(1).find(|(_, byte)| {
        let closes = !escaped && *byte == b'"';
        escaped = !escaped && *byte == b'\\';
        closes
    });
    closing.map(|(at, _)| at + 1)
}

fn push_without_blanks(text: &str, out: &mut String) {
    out.extend(text.chars().filter(|c| !c.is_ascii_whitespace()));
}

#[cfg(test)]
mod tests {
    use super::{Step, find, write_value};

    /// A key, or a position where it is a number.
    fn get(document: &str, path: &[&str]) -> Option<String> {
        let step = |step: &&str| step.parse().map_or_else(|_| Step::Key((*step).to_owned()), Step::Index);
        let path: Vec<Step> = path.iter().map(step).collect();
        let mut out = String::new();
        write_value(find(document, &path)?, &mut out).map(|()| out)
    }

    #[test]
    fn values() {
        let document =
            r#"{"a": {"b": [1, "x\n\u00e9", null, {"k" : "v\"\/" }]}, "n": 12345678901234567890123, "t":true}"#;
        assert_eq!(get(document, &["a", "b", "1"]).as_deref(), Some("x\né"));
        assert_eq!(get(document, &["a", "b", "2"]), None);
        assert_eq!(get(document, &["a", "b", "9"]), None);
        assert_eq!(get(document, &["a", "b", "3"]).as_deref(), Some(r#"{"k":"v\"/"}"#));
        assert_eq!(get(document, &["n"]).as_deref(), Some("12345678901234567890123"));
        assert_eq!(get(document, &["t"]).as_deref(), Some("true"));
        assert_eq!(get(document, &["n", "x"]), None);
        assert_eq!(get(r#"{"a":1,"a":2}"#, &["a"]).as_deref(), Some("1"));
        assert_eq!(get(r#" "text" "#, &[]).as_deref(), Some("text"));
        for bad in [r#"{"a":1"#, r#"{"a":1,}"#, r#"{"a":1} x"#, "", "a"] {
            assert_eq!(get(bad, &["a"]), None, "{bad}");
        }
    }
}
