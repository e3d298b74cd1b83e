//! Text: Unicode simple case mapping, substrings by code point.

use datafusion::arrow::array::ArrayRef;
use datafusion::common::Result;

use super::call::Call;
use super::function::{Function, Param, Returns};

const ONE: &[Param] = &[Param::Text];

pub(super) const FUNCTIONS: &[Function] = &[
    Function { name: "pc_upper", params: ONE, returns: Returns::Text, run: |call| mapped(call, upper) },
    Function { name: "pc_lower", params: ONE, returns: Returns::Text, run: |call| mapped(call, lower) },
    Function { name: "pc_initcap", params: ONE, returns: Returns::Text, run: |call| mapped(call, initcap) },
    Function {
        name: "pc_substring",
        params: &[Param::Text, Param::Bigint, Param::Bigint],
        returns: Returns::Text,
        run: substring,
    },
];

fn mapped(call: &Call<'_>, map: fn(&str, &mut String)) -> Result<ArrayRef> {
    let texts = call.texts(0)?;
    call.strings(|row, out| Ok(texts.get(row).map(|text| map(text, out))))
}

fn upper(text: &str, out: &mut String) {
    if text.is_ascii() {
        out.push_str(text);
        out.make_ascii_uppercase();
    } else {
        out.extend(text.chars().map(upper_char));
    }
}

fn lower(text: &str, out: &mut String) {
    if text.is_ascii() {
        out.push_str(text);
        out.make_ascii_lowercase();
    } else {
        out.extend(text.chars().map(lower_char));
    }
}

/// Lower case, but upper case at the start and after each space.
fn initcap(text: &str, out: &mut String) {
    let mut starts_word = true;
    out.extend(text.chars().map(|c| {
        let lower = lower_char(c);
        let mapped = if starts_word { upper_char(lower) } else { lower };
        starts_word = c == ' ';
        mapped
    }));
}

/// Simple upper-case mapping. Rust has the full mapping, which differs where one character becomes several: there the
/// simple mapping is the character itself, except for Greek letters with iota subscript.
fn upper_char(c: char) -> char {
    let mut full = c.to_uppercase();
    if full.len() == 1 {
        return full.next().unwrap_or(c);
    }
    match c {
        '\u{1F80}'..='\u{1F87}' | '\u{1F90}'..='\u{1F97}' | '\u{1FA0}'..='\u{1FA7}' => {
            char::from_u32(u32::from(c) + 8).unwrap_or(c)
        }
        '\u{1FB3}' => '\u{1FBC}',
        '\u{1FC3}' => '\u{1FCC}',
        '\u{1FF3}' => '\u{1FFC}',
        _ => c,
    }
}

/// Simple lower-case mapping: `İ` is the one character whose full mapping has two.
fn lower_char(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

/// Code points `start` to `start + length - 1`, counted from 1, or from the end if negative; empty when outside.
fn substring(call: &Call<'_>) -> Result<ArrayRef> {
    let texts = call.texts(0)?;
    let (starts, lengths) = (call.bigints(1)?, call.bigints(2)?);
    call.strings(|row, out| {
        let range = starts.get(row).zip(lengths.get(row));
        Ok(texts.get(row).zip(range).map(|(text, (start, length))| out.push_str(part(text, start, length))))
    })
}

fn part(text: &str, start: i64, length: i64) -> &str {
    let first = match start {
        0 => None,
        1.. => usize::try_from(start - 1).ok(),
        _ => usize::try_from(start.unsigned_abs()).ok().and_then(|back| count(text).checked_sub(back)),
    };
    match (first, usize::try_from(length)) {
        (Some(first), Ok(length)) => {
            let rest = text.get(offset(text, first)..).unwrap_or_default();
            rest.get(..offset(rest, length)).unwrap_or_default()
        }
        _ => "",
    }
}

/// Number of code points.
fn count(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().count() }
}

/// Byte offset of the n-th code point; the end when there are fewer.
fn offset(text: &str, n: usize) -> usize {
    // As many bytes as code points at least: short texts need no counting.
    if n >= text.len() {
        return text.len();
    }
    if text.is_ascii() {
        return n;
    }
    text.char_indices().nth(n).map_or(text.len(), |(offset, _)| offset)
}

#[cfg(test)]
mod tests {
    use super::{initcap, lower, part, upper};

    fn apply(map: fn(&str, &mut String), text: &str) -> String {
        let mut out = String::new();
        map(text, &mut out);
        out
    }

    #[test]
    fn maps_code_point_by_code_point() {
        assert_eq!(apply(upper, "straße ﬁ ᾳ ᾀ ı"), "STRAßE ﬁ ᾼ ᾈ I");
        assert_eq!(apply(lower, "ΟΔΟΣ İ"), "οδοσ i");
        assert_eq!(apply(initcap, "hELLO foo-bar  ÉTÉ"), "Hello Foo-bar  Été");
    }

    #[test]
    fn parts() {
        for (text, start, length, expected) in [
            ("héllo", 2, 3, "éll"),
            ("hello", -3, 2, "ll"),
            ("hello", -9, 9, ""),
            ("hello", 0, 2, ""),
            ("hello", 1, 0, ""),
            ("hello", 1, -1, ""),
            ("hello", 6, 1, ""),
            ("h😀llo", -4, i64::MAX, "😀llo"),
            ("hello", i64::MIN, 1, ""),
        ] {
            assert_eq!(part(text, start, length), expected, "substring({text}, {start}, {length})");
        }
    }
}
