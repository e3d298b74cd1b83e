//! Every Task × every error: what would be left running, and how the run would end.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::check::{Refused, Task, tasks};
use super::path::weight;
use super::{Failure, Outcome, Problem, Scenario, simulate};

/// States entered in all runs together: bounds time and memory for hostile definitions.
const MAX_ENTERED: usize = 1_000_000;

/// Errors that any Task can meet.
const ERRORS: [&str; 5] =
    ["States.TaskFailed", "States.Timeout", "States.Permissions", "States.Runtime", "States.DataLimitExceeded"];

/// One run.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// What was made to fail.
    pub failure: Failure,
    /// What had to fail too, so that the run came there.
    pub with: Vec<Failure>,
    /// How the run ended.
    pub outcome: Outcome,
    /// What is wrong with that.
    pub problems: Vec<Problem>,
}

/// All runs.
#[derive(Debug, Clone, Serialize)]
pub struct Matrix {
    /// The run in which nothing is made to fail.
    pub undisturbed: Outcome,
    /// What is wrong with how it ended.
    pub problems: Vec<Problem>,
    /// Runs with a failure.
    pub rows: Vec<Row>,
    /// Tasks that no run came to.
    pub not_reached: Vec<String>,
}

impl Matrix {
    /// Whether any run ended wrongly.
    #[must_use]
    pub fn has_problems(&self) -> bool {
        !self.problems.is_empty() || self.rows.iter().any(|row| !row.problems.is_empty())
    }
}

/// Fails every Task with every error: those given, or the reserved ones and the service's own. A Task that is reached
/// only after another failure is failed after that one.
///
/// # Errors
/// As [`simulate`], and when the runs are too many.
pub fn every_failure(definition: &Value, scenario: &Scenario, errors: &[String]) -> Result<Matrix, Refused> {
    let undisturbed = simulate(definition, scenario)?;
    let mut waiting = tasks(definition);
    let mut runs = Runs { definition, scenario, errors, entered: undisturbed.path.len(), rows: Vec::new() };
    let creators: Vec<String> = waiting.iter().filter(|t| t.creates_cluster()).map(|t| t.name.clone()).collect();
    let mut ways = Ways { creators, known: BTreeMap::new() };
    ways.note(&undisturbed, &[]);
    loop {
        let (reached, others): (Vec<Task>, Vec<Task>) =
            waiting.into_iter().partition(|t| ways.known.contains_key(&t.name));
        waiting = others;
        if reached.is_empty() {
            break;
        }
        for task in reached {
            for with in ways.known.get(&task.name).cloned().unwrap_or_default() {
                for failure in runs.failures(&task) {
                    let outcome = runs.run(&failure, &with)?;
                    let failures: Vec<Failure> = with.iter().cloned().chain([failure]).collect();
                    ways.note(&outcome, &failures);
                }
            }
        }
    }
    let problems = undisturbed.problems();
    Ok(Matrix { undisturbed, problems, rows: runs.rows, not_reached: waiting.into_iter().map(|t| t.name).collect() })
}

/// How states are reached.
struct Ways {
    /// Tasks that create clusters.
    creators: Vec<String>,
    /// By state: what had to fail. Nothing, or the first way, and the first on which a cluster exists that the machine
    /// does not know: there a second failure costs most.
    known: BTreeMap<String, Vec<Vec<Failure>>>,
}

impl Ways {
    fn note(&mut self, outcome: &Outcome, failures: &[Failure]) {
        let leaves = |way: &[Failure]| way.iter().any(|f| f.started && self.creators.contains(&f.state));
        for entered in &outcome.path {
            let known = self.known.entry(entered.state.clone()).or_default();
            let is_new = match known.as_slice() {
                [] => true,
                [only] => !only.is_empty() && !leaves(only) && leaves(failures),
                _ => false,
            };
            if is_new {
                known.push(failures.to_vec());
            }
        }
    }
}

struct Runs<'a> {
    definition: &'a Value,
    scenario: &'a Scenario,
    errors: &'a [String],
    entered: usize,
    rows: Vec<Row>,
}

impl Runs<'_> {
    /// What a Task is made to fail with. One that creates a cluster can fail before and after the cluster exists.
    fn failures(&self, task: &Task) -> Vec<Failure> {
        let mut errors = self.errors.to_vec();
        if errors.is_empty() {
            errors.extend(ERRORS.iter().map(|error| (*error).to_owned()));
            errors.extend(task.resource.own_error());
            errors.extend(task.errors.iter().cloned());
        }
        let mut failures: Vec<Failure> = Vec::new();
        for error in errors {
            let failure = Failure::new(&task.name, &error);
            let half = matches!(error.as_str(), "States.Timeout" | "States.Permissions") && task.creates_cluster();
            let other = half.then(|| Failure { started: !failure.started, ..failure.clone() });
            for failure in [failure].into_iter().chain(other) {
                if !failures.contains(&failure) {
                    failures.push(failure);
                }
            }
        }
        failures
    }

    fn run(&mut self, failure: &Failure, with: &[Failure]) -> Result<Outcome, Refused> {
        let mut scenario = self.scenario.clone();
        scenario.failures.extend(with.iter().cloned());
        scenario.failures.push(failure.clone());
        let outcome = simulate(self.definition, &scenario)?;
        // What a row keeps besides its path counts, too: an output or a cause may be long.
        let kept = outcome.output.as_ref().map_or(0, weight) + outcome.cause.as_ref().map_or(0, String::len);
        self.entered += outcome.path.len() + kept / 100;
        if self.entered > MAX_ENTERED {
            return Err(Refused(format!("the runs enter more than {MAX_ENTERED} states: fail one state at a time")));
        }
        let problems = outcome.problems();
        let row = Row { failure: failure.clone(), with: with.to_vec(), outcome: outcome.clone(), problems };
        self.rows.push(row);
        Ok(outcome)
    }
}
