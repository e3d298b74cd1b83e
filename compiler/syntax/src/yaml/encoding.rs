//! Bytes to text.

use super::{error, offset, yaml_error};
use crate::span::{FileId, Span};
use crate::{SyntaxError, SyntaxErrorKind};

const BOM: char = '\u{feff}';

/// The text of a file, a byte-order mark included; an error when it is not UTF-8 or has a NUL in it.
pub(super) fn decode(file: FileId, bytes: &[u8]) -> Result<&str, SyntaxError> {
    if is_utf16(bytes) {
        return Err(error(SyntaxErrorKind::Utf16, Span::new(file, 0, offset(bytes.len().min(2)))));
    }
    let text = std::str::from_utf8(bytes).map_err(|wrong| {
        let at = wrong.valid_up_to();
        let length = wrong.error_len().unwrap_or(bytes.len() - at);
        error(SyntaxErrorKind::NotUtf8, Span::new(file, offset(at), offset(at + length)))
    })?;
    // The YAML scanner uses NUL as its end mark: one in the text would cut it short without a word.
    match text.find('\0') {
        Some(at) => {
            Err(yaml_error("the file holds a NUL character: is it text?", Span::new(file, offset(at), offset(at + 1))))
        }
        None => Ok(text),
    }
}

/// How many bytes a byte-order mark takes at the start.
pub(super) fn bom_length(text: &str) -> usize {
    if text.starts_with(BOM) { BOM.len_utf8() } else { 0 }
}

/// UTF-16 by its byte-order mark, or by the zero bytes that ASCII letters have in it.
fn is_utf16(bytes: &[u8]) -> bool {
    match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => true,
        [a, 0, b, 0, ..] | [0, a, 0, b, ..] => *a != 0 && *b != 0,
        _ => false,
    }
}
