//! Runs a state machine in memory: every state as Step Functions runs it, against a stand-in for AWS that knows what each
//! call leaves running. Any state can be made to fail with any error.
//!
//! ```text
//! definition ──check──→ run: a scheduler over branches and a simulated clock ──→ outcome
//!                        ├ state: what a state does        ├ world: what calls answer and start
//!                        └ flow: its data, retries, catches └ matrix: every task × every error
//! ```
//!
//! JSONPath only. A run is bounded: Step Functions' own limit of events ends loops, and the data held is limited.

mod check;
mod choice;
mod clock;
mod error;
mod filter;
mod flow;
mod intrinsic;
mod matrix;
mod path;
mod payload;
mod resource;
mod run;
mod state;
mod thread;
mod world;

use serde::Serialize;
use serde_json::{Value, json};

pub use check::{Refused, state_names, tasks};
pub use matrix::{Matrix, Row, every_failure};

/// What happens in a run.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// The execution's input.
    pub input: Value,
    /// States that fail.
    pub failures: Vec<Failure>,
    /// What Tasks answer, by their names, instead of what the stand-in thinks of.
    pub answers: Vec<(String, Value)>,
    /// Whether every step is written down.
    pub trace: bool,
}

impl Default for Scenario {
    fn default() -> Self {
        Self { input: json!({}), failures: Vec::new(), answers: Vec::new(), trace: false }
    }
}

/// A state that fails.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// Its name.
    pub state: String,
    /// With which error.
    pub error: String,
    /// How often, tries included; `None`: always.
    pub times: Option<u32>,
    /// Whether what the Task starts has been started when it fails: a timeout, a result that cannot be read.
    pub started: bool,
}

impl Failure {
    /// Fails always. Whether its work has been started follows from the error: a timeout and an error of the data come
    /// after the service took the call, everything else before.
    #[must_use]
    pub fn new(state: &str, error: &str) -> Self {
        let started = matches!(error, "States.Timeout" | "States.Runtime" | "States.DataLimitExceeded");
        Self { state: state.into(), error: error.into(), times: None, started }
    }
}

/// How an execution ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// As the API says it.
    Succeeded,
    /// With an error.
    Failed,
    /// The definition's own `TimeoutSeconds`.
    TimedOut,
}

impl std::fmt::Display for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Succeeded => "SUCCEEDED",
            Self::Failed => "FAILED",
            Self::TimedOut => "TIMED_OUT",
        })
    }
}

/// A state that was entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entered {
    /// Its name.
    pub state: String,
    /// The branch or iteration it stands in, as `Parallel state/0`; empty at the top.
    pub branch: String,
}

/// When something that was started ends if nobody ends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ends {
    /// It runs, and costs, until someone notices.
    Never,
    /// After so many idle seconds: the backstop.
    Idle(u64),
    /// When its work is done.
    ByItself,
}

/// Something that runs on after the end, as far as the machine knows: nobody ended it or saw it end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Left {
    /// `EMR cluster`.
    pub kind: String,
    /// Its id.
    pub id: String,
    /// The state that started it.
    pub started_by: String,
    /// When it ends.
    pub ends: Ends,
}

/// One line of a trace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Traced {
    /// Simulated seconds since the start.
    pub second: u64,
    /// The state.
    pub state: String,
    /// Its branch.
    pub branch: String,
    /// What happened.
    pub what: String,
}

/// What is wrong with how a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// Something runs on for ever.
    Leak,
    /// The run succeeded, and did not end or await what it started.
    NotAwaited,
    /// Something failed for good, and the run succeeded.
    FailureEndedInSuccess,
}

/// How a run ended.
#[derive(Debug, Clone, Serialize)]
pub struct Outcome {
    /// As the API says it.
    pub status: Status,
    /// The error's name.
    pub error: Option<String>,
    /// Its cause.
    pub cause: Option<String>,
    /// The states entered, in order.
    pub path: Vec<Entered>,
    /// What runs on.
    pub left_running: Vec<Left>,
    /// The output of a run that succeeded.
    pub output: Option<Value>,
    /// States whose error a wildcard's catcher took, except Tasks that only tell someone.
    pub caught: Vec<String>,
    /// States of the scenario's failures that never failed, because the run did not come there.
    pub not_reached: Vec<String>,
    /// Simulated seconds.
    pub seconds: u64,
    /// Every step, when asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub trace: Vec<Traced>,
}

impl Outcome {
    /// What is wrong. A cluster that a failed run leaves to its idle policy is no leak: that is what the policy is for.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let succeeded = self.status == Status::Succeeded;
        let mut problems = Vec::new();
        if self.left_running.iter().any(|left| left.ends == Ends::Never) {
            problems.push(Problem::Leak);
        }
        if succeeded && self.left_running.iter().any(|left| left.ends != Ends::Never) {
            problems.push(Problem::NotAwaited);
        }
        if succeeded && !self.caught.is_empty() {
            problems.push(Problem::FailureEndedInSuccess);
        }
        problems
    }
}

/// Runs a definition.
///
/// # Errors
/// What AWS would not take, and what is not simulated.
pub fn simulate(definition: &Value, scenario: &Scenario) -> Result<Outcome, Refused> {
    check::definition(definition)?;
    run::run(definition, scenario)
}
