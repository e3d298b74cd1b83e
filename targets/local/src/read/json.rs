//! JSON inputs: one object per line.
//!
//! Values are found by their column's path (`source: user.address.city`). What is missing is null. Numbers keep their
//! text until their type is known, so decimals are exact. A `string` column takes any value: texts as they are, the
//! rest as its JSON; typed columns also take texts in the grammar of CSV.

use std::borrow::Cow;
use std::fmt;
use std::io::{BufRead, BufReader, Read};

use pipelinec_core::Symbol;
use pipelinec_core::types::Type;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::rows::{Fault, Rows, Stop};
use super::source::{Source, SourceColumn, SourceFile};
use super::text::Reason;
use super::{MAX_RECORD, csv};
use crate::cell::Cell;

/// Reads all lines of a file.
pub(super) fn read(source: &Source, file: &SourceFile, rows: &mut Rows<'_>) -> Result<(), Stop> {
    let wanted = Names::new(source);
    let mut input = BufReader::with_capacity(256 << 10, csv::open(file).map_err(|e| source.unreadable(file, &e))?);
    let mut line = Vec::new();
    let mut number = 0;
    loop {
        line.clear();
        let limit = MAX_RECORD as u64;
        let length =
            input.by_ref().take(limit).read_until(b'\n', &mut line).map_err(|e| source.unreadable(file, &e))?;
        if length == 0 {
            return rows.finish_file();
        }
        number += 1;
        let mut record = line.trim_ascii();
        if number == 1 {
            let mark = csv::byte_order_mark(source, file, record)?;
            record = record.get(mark..).unwrap_or_default();
        }
        if record.is_empty() {
            continue;
        }
        match cells(source, &wanted, record) {
            Ok(cells) => rows.good(file, &cells)?,
            Err(fault) => rows.bad(file, number, fault, record)?,
        }
    }
}

/// The names wanted of an object, and what is wanted of their values.
#[derive(Default)]
struct Names {
    names: Vec<String>,
    /// Columns that are the value of the name.
    columns: Vec<Vec<usize>>,
    /// Names below it.
    below: Vec<Names>,
}

impl Names {
    fn new(source: &Source) -> Self {
        let mut root = Self::default();
        for (index, column) in source.stored_columns().enumerate() {
            let name = [column.name.to_string()];
            let path = if column.source.is_empty() { &name[..] } else { &column.source };
            root.add(path, index);
        }
        root
    }

    fn add(&mut self, path: &[String], column: usize) {
        let Some((name, rest)) = path.split_first() else { return };
        let at = self.names.iter().position(|n| n == name).unwrap_or_else(|| {
            self.names.push(name.clone());
            self.columns.push(Vec::new());
            self.below.push(Self::default());
            self.names.len() - 1
        });
        if rest.is_empty() {
            self.columns.get_mut(at).into_iter().for_each(|columns| columns.push(column));
        } else {
            self.below.get_mut(at).into_iter().for_each(|below| below.add(rest, column));
        }
    }
}

fn cells<'a>(source: &Source, wanted: &Names, record: &'a [u8]) -> Result<Vec<Cell<'a>>, Fault> {
    let text = std::str::from_utf8(record).map_err(|_| Fault::record("not UTF-8"))?;
    let mut cells = vec![Cell::Null; source.stored_columns().count()];
    fill(source, wanted, text, &mut cells)?;
    for (index, (column, cell)) in source.stored_columns().zip(&cells).enumerate() {
        if column.not_null && *cell == Cell::Null {
            return Err(Fault::value(index, b"", Reason::Null));
        }
    }
    Ok(cells)
}

fn fill<'a>(source: &Source, wanted: &Names, text: &'a str, cells: &mut [Cell<'a>]) -> Result<(), Fault> {
    let values = object(text, &wanted.names).map_err(|error| Fault::record(explain(&error, text)))?;
    for ((value, columns), below) in values.iter().zip(&wanted.columns).zip(&wanted.below) {
        let Some(raw) = value.map(RawValue::get).filter(|raw| *raw != "null") else { continue };
        for &index in columns {
            let Some(column) = source.columns.get(index) else { continue };
            let cell =
                decode(raw, &column.ty, Some(column)).map_err(|reason| Fault::value(index, raw.as_bytes(), reason))?;
            cells.get_mut(index).into_iter().for_each(|slot| *slot = cell.clone());
        }
        if !below.names.is_empty() {
            fill(source, below, raw, cells)?;
        }
    }
    Ok(())
}

/// Why a line is no JSON object, in our words where they help more.
fn explain(error: &serde_json::Error, text: &str) -> String {
    let starts = text.trim_start().as_bytes().first();
    if starts != Some(&b'{') {
        return "not a JSON object: every line must hold one".to_owned();
    }
    if error.is_eof() {
        return "the JSON object does not end on its line".to_owned();
    }
    format!("not JSON: {error}")
}

fn decode<'a>(raw: &'a str, ty: &Type, column: Option<&SourceColumn>) -> Result<Cell<'a>, Reason> {
    match raw.as_bytes().first() {
        Some(b'n') => Ok(Cell::Null),
        Some(b'"') => from_string(raw, ty, column),
        Some(b'[' | b'{') if *ty == Type::String => Ok(Cell::String(Cow::Borrowed(raw))),
        Some(b'[') => from_array(raw, ty),
        Some(b'{') => from_object(raw, ty),
        Some(_) if matches!(ty, Type::Array(_)) => Err(Reason::NotA("an array")),
        Some(_) if matches!(ty, Type::Struct(_) | Type::Map(_)) => Err(Reason::NotA("an object")),
        Some(_) | None => scalar(raw.as_bytes(), ty, column),
    }
}

fn scalar<'a>(text: &'a [u8], ty: &Type, column: Option<&SourceColumn>) -> Result<Cell<'a>, Reason> {
    match column {
        Some(column) => column.scalar(text),
        None => Cell::from_text(text, ty),
    }
}

fn from_string<'a>(raw: &'a str, ty: &Type, column: Option<&SourceColumn>) -> Result<Cell<'a>, Reason> {
    let inner = raw.strip_prefix('"').and_then(|r| r.strip_suffix('"')).unwrap_or(raw);
    if !inner.contains('\\') {
        return match ty {
            Type::Array(_) => Err(Reason::NotA("an array")),
            Type::Struct(_) | Type::Map(_) => Err(Reason::NotA("an object")),
            _ => scalar(inner.as_bytes(), ty, column),
        };
    }
    let text: String = serde_json::from_str(raw).map_err(|_| Reason::NotA("a text"))?;
    scalar(text.as_bytes(), ty, column).map(Cell::into_owned)
}

fn from_array<'a>(raw: &'a str, ty: &Type) -> Result<Cell<'a>, Reason> {
    let Type::Array(item) = ty else { return Err(Reason::NotA(noun(ty))) };
    let items: Vec<&'a RawValue> = serde_json::from_str(raw).map_err(|_| Reason::NotA("an array"))?;
    items.into_iter().map(|v| decode(v.get(), item, None)).collect::<Result<_, _>>().map(Cell::List)
}

fn from_object<'a>(raw: &'a str, ty: &Type) -> Result<Cell<'a>, Reason> {
    match ty {
        Type::Struct(fields) => {
            let names: Vec<String> = fields.iter().map(|(name, _)| name.to_string()).collect();
            let values = object(raw, &names).map_err(|_| Reason::NotA("an object"))?;
            let field = |((name, ty), value): (&(Symbol, Type), Option<&'a RawValue>)| {
                Ok((name.clone(), value.map_or(Ok(Cell::Null), |v| decode(v.get(), ty, None))?))
            };
            fields.iter().zip(values).map(field).collect::<Result<_, _>>().map(Cell::Struct)
        }
        Type::Map(value) => {
            let entries: std::collections::BTreeMap<String, &'a RawValue> =
                serde_json::from_str(raw).map_err(|_| Reason::NotA("an object"))?;
            let entry = |(key, v): (String, &'a RawValue)| Ok((Cow::Owned(key), decode(v.get(), value, None)?));
            entries.into_iter().map(entry).collect::<Result<_, _>>().map(Cell::Map)
        }
        _ => Err(Reason::NotA(noun(ty))),
    }
}

fn noun(ty: &Type) -> &'static str {
    match ty {
        Type::Boolean => "a boolean",
        Type::Bigint => "a bigint",
        Type::Double => "a double",
        Type::Decimal(_) => "a decimal",
        Type::Date => "a date",
        Type::Timestamp => "a timestamp",
        Type::Array(_) => "an array",
        Type::Struct(_) | Type::Map(_) => "an object",
        Type::String | Type::Null | Type::Error => "a text",
    }
}

/// The values of some names of an object, as they stand; of a name given twice, the last.
fn object<'a>(text: &'a str, names: &[String]) -> Result<Vec<Option<&'a RawValue>>, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let values = Object { names }.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(values)
}

struct Object<'n> {
    names: &'n [String],
}

impl<'de> DeserializeSeed<'de> for Object<'_> {
    type Value = Vec<Option<&'de RawValue>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Object<'_> {
    type Value = Vec<Option<&'de RawValue>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut values = vec![None; self.names.len()];
        while let Some(place) = map.next_key_seed(Key { names: self.names })? {
            match place.and_then(|at| values.get_mut(at)) {
                Some(slot) => *slot = Some(map.next_value()?),
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(values)
    }
}

/// A key, as its place among the wanted names.
struct Key<'n> {
    names: &'n [String],
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.names.iter().position(|n| n == name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(raw: &str, ty: &Type) -> Result<String, Reason> {
        decode(raw, ty, None).map(|cell| cell.to_string())
    }

    #[test]
    fn scalars() {
        let price = Type::Decimal(pipelinec_core::types::Decimal::new(10, 2).unwrap());
        assert_eq!(value("12.345", &price), Ok("12.35".into()));
        assert_eq!(value("\"12.3\"", &price), Ok("12.30".into()));
        assert_eq!(value("null", &price), Ok("null".into()));
        assert_eq!(value("1e2", &Type::Double), Ok("100.0".into()));
        assert_eq!(value("1.5", &Type::Bigint), Err(Reason::NotA("a bigint")));
        assert_eq!(value("true", &Type::Boolean), Ok("true".into()));
        assert_eq!(value("\"a\\u00e9\\n\"", &Type::String), Ok("aé\n".into()));
        assert_eq!(value("{\"a\": 1}", &Type::String), Ok("{\"a\": 1}".into()));
        assert_eq!(value("17", &Type::Date), Err(Reason::NotA("a date (yyyy-MM-dd)")));
        assert_eq!(value("\"2024-01-31T10:00:00Z\"", &Type::Timestamp), Ok("2024-01-31 10:00:00".into()));
    }

    #[test]
    fn nested() {
        let list = Type::Array(Box::new(Type::Struct(vec![("n".into(), Type::Bigint)])));
        assert_eq!(value("[{\"n\": 1, \"x\": []}, null, {}]", &list), Ok("[{n: 1}, null, {n: null}]".into()));
        assert_eq!(value("{}", &list), Err(Reason::NotA("an array")));
        assert_eq!(value("[{\"n\": \"x\"}]", &list), Err(Reason::NotA("a bigint")));
        let map = Type::Map(Box::new(Type::Bigint));
        assert_eq!(value("{\"b\": 2, \"a\": 1}", &map), Ok("{a: 1, b: 2}".into()));
        assert_eq!(value("[1]", &map), Err(Reason::NotA("an object")));
    }
}
