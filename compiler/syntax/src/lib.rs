//! Text to syntax tree.
//!
//! ```text
//! text ─yaml::parse→ Node ─decode→ Tree
//!                      └ every phrase ─phrase→ Expr
//! ```
//!
//! Nothing here knows types or names: it says only what was written and where. Every stage returns a value *and* its
//! errors, so that one broken line does not hide the others. Errors are plain data; `pipelinec-core` words them.

pub mod error;
pub mod phrase;
pub mod span;
pub mod text;
pub mod tree;

pub use error::{SyntaxError, SyntaxErrorKind};
pub use span::{FileId, Span};
pub use text::{Offsets, Text};
