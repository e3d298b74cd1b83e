//! The catalogue of codes: one line, one pair of files.
//!
//! A line `E0201 => unknown_column, "unknown column"` declares the module `diag/unknown_column.rs`, re-exports its
//! function of the same name, makes the constant [`code::E0201`] and includes the page `diag/unknown_column.md`; a
//! missing file fails the build. Codes are never reused: a code that goes leaves a comment in its place.

use super::Code;

/// What `pipelinec explain` knows about one code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The code.
    pub code: Code,
    /// The module's name: a stable identifier in words (`unknown_column`).
    pub name: &'static str,
    /// A few words; the page's heading is `# <code>: <title>`.
    pub title: &'static str,
    /// The page, Markdown.
    pub page: &'static str,
}

/// All codes, in order.
#[must_use]
pub fn all() -> &'static [Entry] {
    ENTRIES
}

/// The entry of a code or of its name, in any letter case.
#[must_use]
pub fn find(word: &str) -> Option<&'static Entry> {
    ENTRIES.iter().find(|e| e.code.0.eq_ignore_ascii_case(word) || e.name.eq_ignore_ascii_case(word))
}

macro_rules! codes {
    ($($code:ident => $name:ident, $title:literal;)+) => {
        $(
            mod $name;
            pub use $name::$name;
        )+

        /// The codes as constants, for the modules that raise them.
        pub mod code {
            use crate::diag::Code;
            $(
                #[doc = $title]
                pub const $code: Code = Code(stringify!($code));
            )+
        }

        const ENTRIES: &[Entry] = &[$(
            Entry {
                code: code::$code,
                name: stringify!($name),
                title: $title,
                page: include_str!(concat!(stringify!($name), ".md")),
            },
        )+];
    };
}

// Keep in order. E01 text, YAML, phrases · E02 names · E03 types and expressions · E04 steps · E05 datasets, graph,
// outputs, kpis · E06 params, macros, checks, tests, jobs · E07 environments and targets · E08 data and files at run
// time · E09 engine and machine · W warnings · N advice.
codes! {
    E0101 => not_utf8, "the file is not UTF-8";
    E0102 => file_too_large, "the file is too large";
    E0103 => broken_yaml, "broken YAML";
    E0104 => tab_indent, "a tab used for indentation";
    E0105 => too_deep, "nested too deeply";
    E0106 => too_many_nodes, "aliases expand too far";
    E0107 => duplicate_key, "a key twice in one mapping";
    E0108 => unknown_key, "unknown key";
    E0109 => missing_key, "missing key";
    E0110 => wrong_shape, "a value of the wrong shape";
    E0111 => unknown_word, "a word outside the closed list";
    E0112 => unknown_step, "unknown step";
    E0113 => step_shape, "a step without exactly one keyword";
    E0114 => duplicate_head, "`pipeline` twice in one project";
    E0115 => missing_head, "no `pipeline` name";
    E0116 => empty_document, "nothing in the file";
    E0117 => several_documents, "more than one YAML document";
    E0118 => broken_phrase, "a phrase that cannot be read";
    E0119 => phrase_too_long, "a phrase that is too long";
    E0120 => bad_name, "not a name";
    E0121 => reserved_name, "a reserved name";
    E0122 => unterminated_text, "a text that never ends";
    E0123 => number_out_of_range, "a number that does not fit";
    E0124 => utf16, "the file is UTF-16";
}
