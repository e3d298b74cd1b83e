//! What a target is: a plan in, files in memory out.

use std::collections::BTreeMap;

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
}
