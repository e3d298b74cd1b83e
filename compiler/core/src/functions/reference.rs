//! The reference page and `pipelinec explain FUNCTION`, written from the table.

/// Stub.
#[must_use]
pub fn reference() -> String {
    String::new()
}
/// Stub.
#[must_use]
pub fn explain(_name: &str) -> Option<String> {
    None
}
/// Stub.
#[must_use]
pub fn signature() -> String {
    String::new()
}
