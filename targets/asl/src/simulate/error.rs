//! Errors of states, and which of them a retrier or catcher takes.

use serde_json::{Value, json};

/// What a state fails with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StateError {
    pub(super) name: String,
    pub(super) cause: String,
}

/// Step Functions' limit for a cause, in characters.
const MAX_CAUSE: usize = 32_768;

impl StateError {
    pub(super) fn new(name: &str, cause: impl Into<String>) -> Self {
        let cause: String = cause.into();
        Self { name: name.into(), cause: cause.chars().take(MAX_CAUSE).collect() }
    }

    /// A path that leads nowhere, a value of a wrong kind: what no `States.ALL` catches.
    pub(super) fn runtime(cause: impl Into<String>) -> Self {
        Self::new("States.Runtime", cause)
    }

    pub(super) fn too_large() -> Self {
        Self::new("States.DataLimitExceeded", "the data is larger than 262144 bytes")
    }

    /// What a catcher hands on.
    pub(super) fn output(&self) -> Value {
        json!({ "Error": self.name, "Cause": self.cause })
    }

    /// Whether one of `ErrorEquals` takes this error.
    ///
    /// `States.ALL` takes all but `States.Runtime` and `States.DataLimitExceeded`; `States.TaskFailed` takes all of these
    /// but `States.Timeout`. Both others are taken only by their own names. Source: Step Functions, "Handling errors".
    pub(super) fn is_taken_by(&self, names: &Value) -> bool {
        let names = names.as_array().map(Vec::as_slice).unwrap_or_default();
        let is_terminal = matches!(self.name.as_str(), "States.Runtime" | "States.DataLimitExceeded");
        names.iter().filter_map(Value::as_str).any(|name| match name {
            _ if name == self.name => true,
            "States.ALL" => !is_terminal,
            "States.TaskFailed" => !is_terminal && self.name != "States.Timeout",
            _ => false,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_take_what_they_take_on_aws() {
        let takes = |by: &str, name: &str| StateError::new(name, "").is_taken_by(&json!([by]));
        for (by, name, expected) in [
            ("States.ALL", "States.TaskFailed", true),
            ("States.ALL", "States.Timeout", true),
            ("States.ALL", "Lambda.Unknown", true),
            ("States.ALL", "States.Runtime", false),
            ("States.ALL", "States.DataLimitExceeded", false),
            ("States.TaskFailed", "States.Timeout", false),
            ("States.TaskFailed", "Lambda.Unknown", true),
            ("States.TaskFailed", "States.Permissions", true),
            ("States.TaskFailed", "States.Runtime", false),
            ("States.DataLimitExceeded", "States.DataLimitExceeded", true),
            ("States.Timeout", "States.TaskFailed", false),
            ("Glue", "Glue.EntityNotFoundException", false),
        ] {
            assert_eq!(takes(by, name), expected, "{by} {name}");
        }
    }
}
