//! Tests that are files: spec, golden, conformance, docs.

#[cfg(feature = "engines")]
pub mod conformance;
