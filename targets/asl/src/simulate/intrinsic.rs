//! Intrinsic functions. Source: Step Functions, "Intrinsic functions for JSONPath states".

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Map, Value};
use sha2::Digest;

/// Longest argument of the functions of bytes and hashes.
const MAX_TEXT: usize = 10_000;
/// Longest array that `ArrayRange` makes.
const MAX_RANGE: usize = 1_000;

type Answer = Result<Value, String>;

/// The value of a call, or why there is none.
pub(super) fn apply(name: &str, args: Vec<Value>) -> Answer {
    match (name, args.as_slice()) {
        ("States.Format", [Value::String(template), values @ ..]) => format(template, values),
        ("States.StringToJson", [Value::String(text)]) => {
            serde_json::from_str(text).map_err(|error| format!("not JSON: {error}"))
        }
        ("States.JsonToString", [value]) => Ok(Value::String(value.to_string())),
        ("States.JsonMerge", [Value::Object(a), Value::Object(b), Value::Bool(false)]) => Ok(merge(a, b)),
        ("States.JsonMerge", [_, _, Value::Bool(true)]) => Err("deep merging is not there yet: say false".into()),
        ("States.Array", _) => Ok(Value::Array(args)),
        ("States.ArrayPartition", [Value::Array(items), size]) => partition(items, size),
        ("States.ArrayContains", [Value::Array(items), value]) => Ok(items.contains(value).into()),
        ("States.ArrayRange", [from, to, step]) => range(from, to, step),
        ("States.ArrayGetItem", [Value::Array(items), index]) => {
            let found = index.as_u64().and_then(|index| items.get(usize::try_from(index).ok()?));
            found.cloned().ok_or_else(|| format!("there is no item {index}"))
        }
        ("States.ArrayLength", [Value::Array(items)]) => Ok(items.len().into()),
        ("States.ArrayUnique", [Value::Array(items)]) => Ok(unique(items)),
        ("States.Base64Encode", [Value::String(text)]) => short(text).map(|text| BASE64_STANDARD.encode(text).into()),
        ("States.Base64Decode", [Value::String(text)]) => decode(text),
        ("States.Hash", [Value::String(text), Value::String(algorithm)]) => hash(text, algorithm),
        ("States.MathRandom", [from, to]) => random(from, to, &Value::from(0)),
        ("States.MathRandom", [from, to, seed]) => random(from, to, seed),
        ("States.MathAdd", [a, b]) => add(a, b),
        ("States.StringSplit", [Value::String(text), Value::String(separators)]) => Ok(split(text, separators)),
        ("States.UUID", []) => Ok("00000000-0000-4000-8000-000000000000".into()), // as random as a simulation may be
        _ => Err("there is no such function with these arguments".into()),
    }
}

/// `{}` takes the next value: text as it is, other values as JSON.
fn format(template: &str, values: &[Value]) -> Answer {
    let mut text = String::new();
    let mut values = values.iter();
    let mut chars = template.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => text.extend(chars.next()),
            '{' => {
                if chars.next() != Some('}') {
                    return Err("a brace must be `{}` or `\\{`".into());
                }
                let value = values.next().ok_or("there are more `{}` than values")?;
                match value {
                    Value::String(value) => text.push_str(value),
                    Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
                        text.push_str(&value.to_string());
                    }
                }
            }
            c => text.push(c),
        }
    }
    if values.next().is_some() { Err("there are more values than `{}`".into()) } else { Ok(text.into()) }
}

fn merge(a: &Map<String, Value>, b: &Map<String, Value>) -> Value {
    let mut merged = a.clone();
    merged.extend(b.iter().map(|(key, value)| (key.clone(), value.clone())));
    Value::Object(merged)
}

fn partition(items: &[Value], size: &Value) -> Answer {
    let size = size.as_u64().and_then(|size| usize::try_from(size).ok()).filter(|size| *size > 0);
    let size = size.ok_or("the size of a part must be a whole number above 0")?;
    Ok(items.chunks(size).map(|part| Value::from(part.to_vec())).collect())
}

fn range(from: &Value, to: &Value, step: &Value) -> Answer {
    let whole = |value: &Value| value.as_i64().ok_or_else(|| format!("{value} is not a whole number"));
    let (from, to, step) = (whole(from)?, whole(to)?, whole(step)?);
    if step == 0 {
        return Err("the step must not be 0".into());
    }
    let inside = |at: &i64| if step > 0 { *at <= to } else { *at >= to };
    let numbers = std::iter::successors(Some(from), |at| at.checked_add(step)).take_while(inside);
    let items: Vec<Value> = numbers.take(MAX_RANGE + 1).map(Value::from).collect();
    if items.len() > MAX_RANGE { Err(format!("more than {MAX_RANGE} items")) } else { Ok(items.into()) }
}

fn unique(items: &[Value]) -> Value {
    let mut seen = std::collections::BTreeSet::new();
    items.iter().filter(|item| seen.insert(item.to_string())).cloned().collect()
}

fn short(text: &str) -> Result<&str, String> {
    if text.chars().count() > MAX_TEXT { Err(format!("more than {MAX_TEXT} characters")) } else { Ok(text) }
}

fn decode(text: &str) -> Answer {
    let bytes = BASE64_STANDARD.decode(short(text)?).map_err(|error| format!("not base64: {error}"))?;
    String::from_utf8(bytes).map(Value::String).map_err(|_| "not UTF-8".into())
}

fn hash(text: &str, algorithm: &str) -> Answer {
    let bytes = short(text)?.as_bytes();
    let digest = match algorithm {
        "MD5" => <md5::Md5 as md5::Digest>::digest(bytes).to_vec(),
        "SHA-1" => <sha1::Sha1 as sha1::Digest>::digest(bytes).to_vec(),
        "SHA-256" => sha2::Sha256::digest(bytes).to_vec(),
        "SHA-384" => sha2::Sha384::digest(bytes).to_vec(),
        "SHA-512" => sha2::Sha512::digest(bytes).to_vec(),
        _ => return Err(format!("there is no algorithm `{algorithm}`")),
    };
    Ok(digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into())
}

/// Numbers are rounded to whole ones, as AWS does.
fn add(a: &Value, b: &Value) -> Answer {
    let whole = |value: &Value| value.as_i64().or_else(|| to_whole(value.as_f64()?));
    let (a, b) = whole(a).zip(whole(b)).ok_or("both must be numbers")?;
    a.checked_add(b).map(Value::from).ok_or_else(|| "the sum is too large".into())
}

#[allow(clippy::cast_possible_truncation, reason = "the range is checked")]
fn to_whole(number: f64) -> Option<i64> {
    (number.abs() < 9e15).then(|| number.round() as i64)
}

/// Some number of the range, always the same one for the same seed.
fn random(from: &Value, to: &Value, seed: &Value) -> Answer {
    let (from, to) = from.as_i64().zip(to.as_i64()).ok_or("both bounds must be whole numbers")?;
    let width = to.checked_sub(from).filter(|width| *width > 0).ok_or("the second bound must be above the first")?;
    let digest = sha2::Sha256::digest(seed.to_string());
    let number = digest.iter().take(7).fold(0_i64, |number, byte| number << 8 | i64::from(*byte));
    Ok((from + number % width).into())
}

/// At every one of these characters; empty parts are dropped.
fn split(text: &str, separators: &str) -> Value {
    let parts = text.split(|c| separators.contains(c)).filter(|part| !part.is_empty());
    parts.map(Value::from).collect()
}
