//! Tests that are files: spec, golden, conformance, docs.
