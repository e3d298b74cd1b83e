//! Words for what the text stage found.

use pipelinec_syntax::{SyntaxError, SyntaxErrorKind as Kind};

use super::Diagnostic;

/// The diagnostic of a syntax error.
#[must_use]
pub fn from_syntax(error: &SyntaxError) -> Diagnostic {
    let span = error.span;
    match &error.kind {
        Kind::NotUtf8 => super::not_utf8(span),
        Kind::Utf16 => super::utf16(span),
        Kind::FileTooLarge { bytes, limit } => super::file_too_large(span, *bytes, *limit),
        Kind::Yaml { message } => super::broken_yaml(span, message),
        Kind::TabIndent => super::tab_indent(span),
        Kind::TooDeep { limit } => super::too_deep(span, *limit),
        Kind::TooManyNodes { limit } => super::too_many_nodes(span, *limit),
        Kind::DuplicateKey { key } => super::duplicate_key(span, key, error.related),
        Kind::UnknownKey { key, place, allowed } => super::unknown_key(span, key, place, allowed),
        Kind::MissingKey { key, place } => super::missing_key(span, key, place),
        Kind::WrongShape { expected, found, place } => super::wrong_shape(span, expected, found, place),
        Kind::UnknownWord { word, place, allowed } => super::unknown_word(span, word, place, allowed),
        Kind::UnknownStep { word } => super::unknown_step(span, word),
        Kind::StepShape => super::step_shape(span),
        Kind::DuplicateHead => super::duplicate_head(span, error.related),
        Kind::MissingHead => super::missing_head(span),
        Kind::Empty => super::empty_document(span),
        Kind::SeveralDocuments => super::several_documents(span),
        Kind::Phrase { expected, found } => super::broken_phrase(span, expected, found, error.related),
        Kind::PhraseTooLong { limit } => super::phrase_too_long(span, *limit),
        Kind::BadName { name, reason } => super::bad_name(span, name, reason),
        Kind::ReservedName { name } => super::reserved_name(span, name, "a word of the expression language"),
        Kind::UnterminatedText => super::unterminated_text(span),
        Kind::NumberOutOfRange { text } => super::number_out_of_range(span, text),
    }
}
