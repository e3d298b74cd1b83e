//! What a target is: a plan in, files in memory out.

mod environment;
mod manifest;
mod names;
mod zip;

use std::collections::BTreeMap;

pub use environment::{Projected, check_environment, projected, select_environment, trigger_prefix};
pub use manifest::{manifest, sha256};
pub use names::{Names, account_id, partition, role_arn};
use pipelinec_syntax::Span;
pub use zip::zip;

/// How long the query function may run: Lambda's longest. The state that calls it waits a little longer.
pub const QUERY_FUNCTION_SECONDS: u32 = 900;

/// A generated file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifact {
    /// Path inside the bundle, `/` between folders.
    pub path: String,
    /// Contents; text files end with a newline.
    pub contents: Vec<u8>,
}

/// The files of one build, by path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bundle {
    /// Contents by path; ordered, so that writing it is deterministic.
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Bundle {
    /// Adds a text file.
    pub fn add(&mut self, path: impl Into<String>, contents: impl Into<String>) {
        self.files.insert(path.into(), contents.into().into_bytes());
    }

    /// A text file that is there already.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).and_then(|bytes| std::str::from_utf8(bytes).ok())
    }
}

/// Where in the spec something was written: file name and line, for the comments of generated files.
#[derive(Clone, Copy)]
pub struct Places<'a>(pub &'a dyn Fn(Span) -> Option<(String, u32)>);

impl Places<'_> {
    /// `pipeline.yaml:42`; nothing when the place is not known.
    #[must_use]
    pub fn show(&self, span: Span) -> String {
        (self.0)(span).map(|(file, line)| format!("{file}:{line}")).unwrap_or_default()
    }
}
