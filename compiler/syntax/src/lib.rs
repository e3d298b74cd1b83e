//! Text to syntax tree.
//!
//! ```text
//! text ─yaml::parse→ Node ─decode→ Tree
//!                      └ every phrase ─phrase→ Expr
//! ```
//!
//! Nothing here knows types or names: it says only what was written and where. Every stage returns a value *and* its
//! errors, so that one broken line does not hide the others. Errors are plain data; `pipelinec-core` words them.

// Pest's generated parser names it. Pest is built without `std`: that would look at the stack before every rule, which
// takes a tenth of the time, and `phrase::scan` has bounded the nesting.
extern crate alloc;

mod decode;
pub mod error;
pub mod phrase;
pub mod span;
pub mod text;
pub mod tree;
mod yaml;

pub use error::{SyntaxError, SyntaxErrorKind};
pub use span::{FileId, Span};
pub use text::{Offsets, Text};

/// A file of a project, as bytes.
#[derive(Debug, Clone, Copy)]
pub struct SourceFile<'a> {
    /// Its number, in every span.
    pub id: FileId,
    /// Its content.
    pub bytes: &'a [u8],
}

/// Reads the files of a project into one tree, in the order given. All errors, sorted by place.
#[must_use]
pub fn parse_project(files: &[SourceFile<'_>]) -> (tree::Tree, Vec<SyntaxError>) {
    let (mut tree, errors) = decode::decode_project(files);
    tree.faulty = !errors.is_empty();
    (tree, errors)
}

/// Reads `environments.yaml`. All errors, sorted by place.
#[must_use]
pub fn parse_environments(file: SourceFile<'_>) -> (tree::environments::Environments, Vec<SyntaxError>) {
    decode::decode_environments(&file)
}
