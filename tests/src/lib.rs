//! Tests that are files: spec, golden, conformance, docs.

#[cfg(feature = "cases")]
pub mod conformance;
