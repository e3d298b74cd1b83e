//! Regular expressions. Patterns arrive in the language's portable form, already normalised for Rust's engine.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, ListBuilder, StringViewBuilder};
use datafusion::common::Result;
use regex::Regex;

use super::call::{Call, failure};
use super::function::{Function, Param, Returns};

const EXTRACT: &[Param] = &[Param::Text, Param::Text, Param::Bigint];

pub(super) const FUNCTIONS: &[Function] = &[
    Function { name: "pc_regexp_extract", params: EXTRACT, returns: Returns::Text, run: extract },
    Function { name: "pc_regexp_extract_all", params: EXTRACT, returns: Returns::TextList, run: extract_all },
];

/// The pattern and group of a call.
fn pattern(call: &Call<'_>) -> Result<(Regex, usize)> {
    let text = call.literal_text(1)?;
    let group = call.literal_bigint(2)?;
    let regex = Regex::new(&text).map_err(|error| failure(format!("bad pattern '{text}': {error}")))?;
    match usize::try_from(group) {
        Ok(index) if index < regex.captures_len() => Ok((regex, index)),
        _ => Err(failure(format!("the pattern '{text}' has no group {group}"))),
    }
}

/// The group of the first match; empty if the group took no part, null without a match.
fn extract(call: &Call<'_>) -> Result<ArrayRef> {
    let texts = call.texts(0)?;
    let (regex, group) = pattern(call)?;
    call.strings(|row, out| {
        let Some(text) = texts.get(row) else { return Ok(None) };
        // Finding a whole match costs less than finding its groups.
        Ok(if group == 0 {
            regex.find(text).map(|found| out.push_str(found.as_str()))
        } else {
            regex.captures(text).map(|found| out.push_str(found.get(group).map_or("", |part| part.as_str())))
        })
    })
}

/// The group of every match.
fn extract_all(call: &Call<'_>) -> Result<ArrayRef> {
    let texts = call.texts(0)?;
    let (regex, group) = pattern(call)?;
    let mut out = ListBuilder::new(StringViewBuilder::new());
    for row in 0..call.rows() {
        let text = texts.get(row);
        for found in text.into_iter().flat_map(|text| regex.captures_iter(text)) {
            out.values().append_value(found.get(group).map_or("", |part| part.as_str()));
        }
        out.append(text.is_some());
    }
    Ok(Arc::new(out.finish()))
}
