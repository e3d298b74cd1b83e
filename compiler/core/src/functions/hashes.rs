//! Hashes and encodings.

use super::row::{STR, TO_INT, TO_STR, blank, each, ex, overload, p};
use super::{Category, Function, Kind, Nullability};

const ROW: Function = blank(Category::Hash, Kind::Scalar);

/// The rows, in the order of the reference.
pub(super) static ROWS: &[Function] = &[
    Function {
        name: "md5",
        doc: "MD5 of the UTF-8 bytes, in lower-case hex.",
        nulls: "null if s is null",
        nullability: Nullability::Propagates,
        pitfalls: &["Trino md5 takes and returns varbinary; to_hex is upper-case"],
        examples: &[ex("md5('abc')", "900150983cd24fb0d6963f7d28e17f72")],
        overloads: &[overload(
            &[p("s", STR)],
            TO_STR,
            each("md5({s})", "lower(to_hex(md5(to_utf8({s}))))", "md5({s})"),
        )],
        ..ROW
    },
    Function {
        name: "sha1",
        doc: "SHA-1 of the UTF-8 bytes, in lower-case hex.",
        nulls: "null if s is null",
        nullability: Nullability::Propagates,
        examples: &[ex("sha1('abc')", "a9993e364706816aba3e25717850c26c9cd0d89d")],
        overloads: &[overload(
            &[p("s", STR)],
            TO_STR,
            each("sha1({s})", "lower(to_hex(sha1(to_utf8({s}))))", "pc_sha1({s})"),
        )],
        ..ROW
    },
    Function {
        name: "sha256",
        doc: "SHA-256 of the UTF-8 bytes, in lower-case hex.",
        nulls: "null if s is null",
        nullability: Nullability::Propagates,
        examples: &[ex("sha256('abc')", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")],
        overloads: &[overload(
            &[p("s", STR)],
            TO_STR,
            each("sha2({s}, 256)", "lower(to_hex(sha256(to_utf8({s}))))", "encode(digest({s}, 'sha256'), 'hex')"),
        )],
        ..ROW
    },
    Function {
        name: "sha512",
        doc: "SHA-512 of the UTF-8 bytes, in lower-case hex.",
        nulls: "null if s is null",
        nullability: Nullability::Propagates,
        examples: &[ex(
            "sha512('abc')",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        )],
        overloads: &[overload(
            &[p("s", STR)],
            TO_STR,
            each("sha2({s}, 512)", "lower(to_hex(sha512(to_utf8({s}))))", "encode(digest({s}, 'sha512'), 'hex')"),
        )],
        ..ROW
    },
    Function {
        name: "crc32",
        doc: "CRC-32 of the UTF-8 bytes.",
        nulls: "null if s is null",
        nullability: Nullability::Propagates,
        examples: &[ex("crc32('abc')", "891568578")],
        overloads: &[overload(&[p("s", STR)], TO_INT, each("crc32({s})", "crc32(to_utf8({s}))", "pc_crc32({s})"))],
        ..ROW
    },
    Function {
        name: "hash_bigint",
        doc: "A stable number from 0 to 2^60 - 1: the first 15 hex digits of the MD5.",
        nulls: "null if s is null",
        nullability: Nullability::Propagates,
        pitfalls: &["xxhash64: seed 42 in Spark, 0 in Trino; Spark hash() is Murmur3 per type: neither is portable"],
        examples: &[ex("hash_bigint('abc')", "648541476951500027")],
        overloads: &[overload(
            &[p("s", STR)],
            TO_INT,
            each(
                "CAST(conv(substring(md5({s}), 1, 15), 16, 10) AS BIGINT)",
                "from_base(substr(lower(to_hex(md5(to_utf8({s})))), 1, 15), 16)",
                "pc_hash_bigint({s})",
            ),
        )],
        ..ROW
    },
    Function {
        name: "to_base64",
        doc: "Base64 of the UTF-8 bytes, padded, without line breaks.",
        nulls: "null if s is null",
        nullability: Nullability::Propagates,
        pitfalls: &[
            "Spark 3.5 base64 inserts CRLF every 76 characters",
            "DataFusion encode(s,'base64') omits the padding",
        ],
        examples: &[ex("to_base64('abcd')", "YWJjZA==")],
        overloads: &[overload(
            &[p("s", STR)],
            TO_STR,
            each(r"replace(base64({s}), '\r\n', '')", "to_base64(to_utf8({s}))", "pc_to_base64({s})"),
        )],
        ..ROW
    },
];
