//! Casts from text, by the grammars that data files are read with.

use datafusion::arrow::array::ArrayRef;
use datafusion::arrow::datatypes::{Date32Type, Decimal128Type, Float64Type, Int64Type, TimestampMicrosecondType};
use datafusion::common::Result;
use pipelinec_core::types::Decimal;

use super::call::{Call, failure, quoted};
use super::function::{Function, Param, Returns};
use crate::read::text::{self, Reason};

/// The text, and whether a bad one is null instead of a failure.
const PARAMS: &[Param] = &[Param::Text, Param::Boolean];

pub(super) const FUNCTIONS: &[Function] = &[
    Function { name: "pc_to_boolean", params: PARAMS, returns: Returns::Boolean, run: to_boolean },
    Function { name: "pc_to_bigint", params: PARAMS, returns: Returns::Bigint, run: to_bigint },
    Function { name: "pc_to_double", params: PARAMS, returns: Returns::Double, run: to_double },
    Function {
        name: "pc_to_decimal",
        params: &[Param::Text, Param::Bigint, Param::Bigint, Param::Boolean],
        returns: Returns::DecimalFrom(1),
        run: to_decimal,
    },
    Function { name: "pc_to_date", params: PARAMS, returns: Returns::Date, run: to_date },
    Function { name: "pc_to_timestamp", params: PARAMS, returns: Returns::Timestamp, run: to_timestamp },
];

/// Reads a text; a bad one is null if `safe`, and fails the run otherwise.
fn read<T>(text: Option<&str>, safe: bool, parse: impl Fn(&[u8]) -> Result<T, Reason>) -> Result<Option<T>> {
    match text.map(|text| (text, parse(text.as_bytes()))) {
        None => Ok(None),
        Some((_, Ok(value))) => Ok(Some(value)),
        Some((_, Err(_))) if safe => Ok(None),
        Some((text, Err(reason))) => Err(failure(format!("cannot cast {}: {reason}", quoted(text)))),
    }
}

fn to_boolean(call: &Call<'_>) -> Result<ArrayRef> {
    let (texts, safe) = (call.texts(0)?, call.literal_boolean(1)?);
    call.booleans_of(|row| read(texts.get(row), safe, boolean))
}

/// Only the words: data files may also write 1 and 0.
fn boolean(text: &[u8]) -> Result<bool, Reason> {
    match text {
        b"1" | b"0" => Err(Reason::NotA("a boolean (true or false)")),
        _ => text::boolean(text),
    }
}

fn to_bigint(call: &Call<'_>) -> Result<ArrayRef> {
    let (texts, safe) = (call.texts(0)?, call.literal_boolean(1)?);
    call.primitives::<Int64Type>(|row| read(texts.get(row), safe, text::bigint))
}

fn to_double(call: &Call<'_>) -> Result<ArrayRef> {
    let (texts, safe) = (call.texts(0)?, call.literal_boolean(1)?);
    call.primitives::<Float64Type>(|row| read(texts.get(row), safe, text::double))
}

fn to_decimal(call: &Call<'_>) -> Result<ArrayRef> {
    let (texts, safe) = (call.texts(0)?, call.literal_boolean(3)?);
    let (precision, scale) = call.returned_decimal()?;
    let Some(ty) = Decimal::new(precision, scale.unsigned_abs()) else {
        return Err(failure(format!("decimal({precision},{scale}) is no type")));
    };
    call.primitives::<Decimal128Type>(|row| read(texts.get(row), safe, |text| text::decimal(text, ty)))
}

fn to_date(call: &Call<'_>) -> Result<ArrayRef> {
    let (texts, safe) = (call.texts(0)?, call.literal_boolean(1)?);
    call.primitives::<Date32Type>(|row| read(texts.get(row), safe, text::date))
}

fn to_timestamp(call: &Call<'_>) -> Result<ArrayRef> {
    let (texts, safe) = (call.texts(0)?, call.literal_boolean(1)?);
    call.primitives::<TimestampMicrosecondType>(|row| read(texts.get(row), safe, text::timestamp))
}
