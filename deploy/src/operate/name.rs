//! Names of executions. Step Functions keeps them for 90 days and gives none twice, so they are the record of what has run.
//!
//! `run-3f2a9c01d4e5-2` is the second run with this input, `backfill-3f2a9c01d4e5-2024-01-31-1` the first try of a day.

use pipelinec_core::target::sha256;
use serde_json::Value;

use super::range::Day;

/// How much of a hash tells inputs apart.
const HASH: usize = 12;

/// What comes before the number of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series(String);

impl Series {
    /// Of runs with this input.
    #[must_use]
    pub fn of_input(input: &Value) -> Self {
        Self(format!("run-{}", hash(input)))
    }

    /// Of the tries of one day of a backfill.
    #[must_use]
    pub fn of_day(backfill: &str, day: Day) -> Self {
        Self(format!("backfill-{backfill}-{day}"))
    }

    /// The name of its run number `number`, counted from 1.
    #[must_use]
    pub fn name(&self, number: u32) -> String {
        format!("{}-{number}", self.0)
    }
}

/// The id of a backfill that the user has not named: of the parameter and the other parameters' values, not of the range. So
/// a longer range goes on where a shorter one ended.
#[must_use]
pub fn backfill(parameter: &str, others: &Value) -> String {
    hash(&serde_json::json!([parameter, others]))
}

/// Whether a user's name of a backfill can be part of an execution's.
#[must_use]
pub fn is_backfill_name(text: &str) -> bool {
    let good = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    !text.is_empty() && text.len() <= 40 && text.chars().all(good)
}

fn hash(value: &Value) -> String {
    sha256(value.to_string().as_bytes()).chars().take(HASH).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_fit_step_functions() {
        let day = Day::parse("2024-01-31").unwrap();
        let longest = Series::of_day(&"x".repeat(40), day).name(u32::MAX);
        assert!(longest.len() <= 80, "{}", longest.len());
        assert_eq!(Series::of_day("jan", day).name(2), "backfill-jan-2024-01-31-2");
        assert!(is_backfill_name("a_b-1") && !is_backfill_name("a b") && !is_backfill_name(""));
    }

    #[test]
    fn the_same_input_has_the_same_series() {
        let one = json!({ "params": { "a": "1" } });
        assert_eq!(Series::of_input(&one), Series::of_input(&one.clone()));
        assert_ne!(Series::of_input(&one), Series::of_input(&json!({})));
        assert_ne!(backfill("day", &one), backfill("date", &one));
    }
}
