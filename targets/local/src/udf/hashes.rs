//! Hashes and encodings of a text's UTF-8 bytes.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use datafusion::arrow::array::ArrayRef;
use datafusion::arrow::datatypes::Int64Type;
use datafusion::common::Result;
use md5::Md5;
use sha1::{Digest, Sha1};

use super::call::Call;
use super::function::{Function, Param, Returns};

const ONE: &[Param] = &[Param::Text];

pub(super) const FUNCTIONS: &[Function] = &[
    Function { name: "pc_sha1", params: ONE, returns: Returns::Text, run: sha1 },
    Function { name: "pc_crc32", params: ONE, returns: Returns::Bigint, run: |call| number(call, crc32) },
    Function { name: "pc_hash_bigint", params: ONE, returns: Returns::Bigint, run: |call| number(call, hash_bigint) },
    Function { name: "pc_to_base64", params: ONE, returns: Returns::Text, run: to_base64 },
];

fn number(call: &Call<'_>, hash: fn(&[u8]) -> i64) -> Result<ArrayRef> {
    let texts = call.texts(0)?;
    call.primitives::<Int64Type>(|row| Ok(texts.get(row).map(|text| hash(text.as_bytes()))))
}

fn crc32(bytes: &[u8]) -> i64 {
    crc32fast::hash(bytes).into()
}

/// The first 60 bits of the MD5 digest: 15 hex digits.
fn hash_bigint(bytes: &[u8]) -> i64 {
    Md5::digest(bytes).iter().take(8).fold(0_u64, |hash, byte| hash << 8 | u64::from(*byte)).cast_signed() >> 4 & MASK
}

/// The low 60 bits.
const MASK: i64 = (1 << 60) - 1;

/// Lower-case hex.
fn sha1(call: &Call<'_>) -> Result<ArrayRef> {
    let texts = call.texts(0)?;
    call.strings(|row, out| {
        let Some(text) = texts.get(row) else { return Ok(None) };
        for byte in Sha1::digest(text.as_bytes()) {
            write!(out, "{byte:02x}")?;
        }
        Ok(Some(()))
    })
}

/// Standard alphabet, padded, without line breaks.
fn to_base64(call: &Call<'_>) -> Result<ArrayRef> {
    let texts = call.texts(0)?;
    call.strings(|row, out| Ok(texts.get(row).map(|text| STANDARD.encode_string(text, out))))
}

#[cfg(test)]
mod tests {
    use super::{crc32, hash_bigint};

    #[test]
    fn known_hashes() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        // md5("abc") = 900150983cd24fb0 d6963f7d28e17f72
        assert_eq!(hash_bigint(b"abc"), 0x0900_1509_83cd_24fb);
    }
}
