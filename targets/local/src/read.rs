//! Inputs: files with a contract, as tables of the engine.
//!
//! The declared schema is enforced here, with the language's own grammars, before the engine sees a row: a value that
//! does not fit makes its *record* bad, and the input's policy decides what happens to it. All declared columns are
//! checked on every read, also those that the query does not use: which records are bad never depends on who asks.

pub mod bad;
mod csv;
mod files;
pub mod format;
mod json;
mod parquet;
mod rows;
mod source;
mod table;
pub mod text;

pub use source::{Source, SourceColumn, SourceFile, SourceOptions};
pub use table::SourceTable;

/// Rows per Arrow batch.
pub(crate) const BATCH_ROWS: usize = 8192;

/// Longest record that is read, in bytes: an unclosed quote must not swallow a file into memory.
pub(crate) const MAX_RECORD: usize = 64 << 20;
