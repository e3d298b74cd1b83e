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
    E0801 => missing_data, "no data at the input's path";
    E0802 => no_matching_files, "no file matches the input's path";
    E0803 => header_mismatch, "the file does not have the declared columns";
    E0804 => bad_records, "records that do not fit the declared columns";
    E0805 => unreadable_parquet, "not a readable Parquet file";
    E0806 => data_encoding, "a data file that is not UTF-8";
    E0807 => unreadable_data, "a data file that cannot be read";
    E0808 => stored_type, "a Parquet column of another type";
    E0809 => partition_folder, "a folder name that is no partition value";
    E0810 => not_unique, "a value twice in a unique column";
    E0811 => output_folder, "the output folder cannot be written";
    E0812 => missing_param, "a parameter without a value";
    E0813 => bad_param_value, "a parameter value of the wrong type";
    E0814 => unknown_param, "a value for a parameter that does not exist";
    E0815 => unknown_selection, "a selected dataset that does not exist";
    E0820 => check_failed, "a check failed";
    E0830 => computation_failed, "a value could not be computed";
    E0901 => memory_limit, "the memory limit was reached";
    E0902 => disk_full, "the disk is full";
    E0903 => cancelled, "the run was stopped";
    E0904 => output_busy, "another run writes to this folder";
    E0905 => engine_failure, "the embedded engine failed";
}
