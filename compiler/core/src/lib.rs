//! Syntax tree to typed pipeline to plan, as pure functions.
//!
//! ```text
//! Tree ─check→ Pipeline ─plan→ Plan ─(targets)→ Bundle
//! ```
//!
//! Each arrow returns a value *and* diagnostics. No files, clock, environment, randomness or hash order in here
//! (`clippy.toml` bans them): the same input gives the same bytes, on every machine.

pub mod check;
pub mod diag;
pub mod functions;
pub mod ir;
pub mod lint;
pub mod literals;
pub mod meaning;
pub mod plan;
pub mod sql;
pub mod target;
pub mod types;

pub use diag::{Code, Diagnostic, Severity};
pub use pipelinec_syntax as syntax;
pub use pipelinec_syntax::{FileId, Span};

/// A name inside the compiler: shared, compared by text.
pub type Symbol = std::sync::Arc<str>;
