//! From an execution's history to its stages: what ran when, how often it was tried, and how it ended.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

/// An event of an execution's history, reduced to what stages are made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Counts from 1.
    pub id: i64,
    /// The event that led to this one; 0 for the first.
    pub previous: i64,
    /// Seconds since 1970.
    pub at: f64,
    /// What happened.
    pub what: What,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// A state was entered; only a task's does work.
    Entered {
        /// The state.
        state: String,
        /// Whether it is a Task, or else a Wait.
        works: bool,
    },
    /// A state was left.
    Left(String),
    /// A task's call is about to be made, with these parameters.
    Scheduled(Value),
    /// The service has begun, and answered this.
    Submitted(Value),
    /// A try of a task ended well, with this result.
    Succeeded(Value),
    /// A try of a task failed.
    Failed(Failed),
    /// The execution ended badly.
    Ended(Failed),
    /// Anything else.
    Other,
}

/// An error and its cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Failed {
    /// `States.TaskFailed`
    pub error: String,
    /// Text, or a service's answer as JSON text.
    pub cause: String,
}

/// How a stage stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// At work.
    Running,
    /// Ended well.
    Succeeded,
    /// Ended by a failure.
    Failed,
}

/// A Task state and all its rounds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stage {
    /// The state's name.
    pub name: String,
    /// How it stands.
    pub status: Status,
    /// When it was first entered, in seconds since 1970.
    pub started: f64,
    /// When it was last left.
    pub ended: Option<f64>,
    /// How often it was entered: a loop's states more than once.
    pub rounds: u32,
    /// How often its call was made.
    pub tries: u32,
    /// Why the last try failed.
    pub failure: Option<Failed>,
    /// The parameters of the last call.
    #[serde(skip)]
    pub parameters: Value,
    /// What the service answered to the last call.
    #[serde(skip)]
    pub answer: Value,
    /// What its last try ended with.
    #[serde(skip)]
    pub result: Value,
    #[serde(skip)]
    open: u32,
}

/// The stages of a run, in the order in which they began.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Stages {
    /// All of them.
    pub stages: Vec<Stage>,
    /// Why the execution itself failed.
    pub ended: Option<Failed>,
}

impl Stages {
    /// Reads a history, or as much of it as there is.
    #[must_use]
    pub fn read(events: &[Event]) -> Self {
        let mut all = Self::default();
        // The state that an event belongs to: that of the event before it in its branch.
        let mut owners: BTreeMap<i64, String> = BTreeMap::new();
        for event in events {
            let owner = match &event.what {
                What::Entered { state, .. } | What::Left(state) => Some(state.clone()),
                What::Scheduled(_)
                | What::Submitted(_)
                | What::Succeeded(_)
                | What::Failed(_)
                | What::Ended(_)
                | What::Other => owners.get(&event.previous).cloned(),
            };
            all.take(event, owner.as_deref());
            if let Some(owner) = owner {
                owners.insert(event.id, owner);
            }
        }
        all
    }

    fn take(&mut self, event: &Event, owner: Option<&str>) {
        if let What::Ended(failed) = &event.what {
            self.ended = Some(failed.clone());
            for stage in self.stages.iter_mut().filter(|stage| stage.open > 0) {
                stage.open = 0;
                stage.ended = Some(event.at);
                stage.status = Status::Failed;
            }
            return;
        }
        let Some(owner) = owner else { return };
        if let What::Entered { works: true, .. } = event.what
            && self.stage(owner).is_none()
        {
            self.stages.push(Stage::new(owner, event.at));
        }
        if let Some(stage) = self.stage(owner) {
            stage.take(event);
        }
    }

    fn stage(&mut self, name: &str) -> Option<&mut Stage> {
        self.stages.iter_mut().find(|stage| stage.name == name)
    }

    /// The failure that began it all: the first stage that failed and stayed so.
    #[must_use]
    pub fn culprit(&self) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.status == Status::Failed)
    }

    /// What is at work.
    pub fn running(&self) -> impl Iterator<Item = &Stage> {
        self.stages.iter().filter(|stage| stage.status == Status::Running)
    }
}

impl Stage {
    fn new(name: &str, at: f64) -> Self {
        Self {
            name: name.to_owned(),
            status: Status::Running,
            started: at,
            ended: None,
            rounds: 0,
            tries: 0,
            failure: None,
            parameters: Value::Null,
            answer: Value::Null,
            result: Value::Null,
            open: 0,
        }
    }

    fn take(&mut self, event: &Event) {
        match &event.what {
            What::Entered { .. } => {
                self.open += 1;
                self.rounds += 1;
                self.ended = None;
                self.status = Status::Running;
            }
            What::Left(_) => {
                self.open = self.open.saturating_sub(1);
                if self.open == 0 {
                    self.ended = Some(event.at);
                    self.status = if self.failure.is_some() { Status::Failed } else { Status::Succeeded };
                }
            }
            What::Scheduled(parameters) => {
                self.tries += 1;
                self.parameters = parameters.clone();
                self.answer = Value::Null;
                self.failure = None;
            }
            What::Submitted(answer) => self.answer = answer.clone(),
            What::Succeeded(result) => {
                self.failure = None;
                self.result = result.clone();
            }
            What::Failed(failed) => self.failure = Some(failed.clone()),
            What::Ended(_) | What::Other => {}
        }
    }

    /// Seconds from its begin to its end, or to `now`.
    #[must_use]
    pub fn seconds(&self, now: f64) -> f64 {
        (self.ended.unwrap_or(now) - self.started).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn events(all: &[(i64, What)]) -> Vec<Event> {
        let event = |(index, (previous, what)): (usize, &(i64, What))| Event {
            id: index as i64 + 1,
            previous: *previous,
            at: 100.0 + index as f64,
            what: what.clone(),
        };
        all.iter().enumerate().map(event).collect()
    }

    fn enter(state: &str) -> What {
        What::Entered { state: state.into(), works: true }
    }

    fn failed() -> What {
        What::Failed(Failed { error: "States.TaskFailed".into(), cause: "no".into() })
    }

    #[test]
    fn a_retry_that_helps_is_no_failure() {
        let read = Stages::read(&events(&[
            (0, What::Other),
            (1, enter("Job")),
            (2, What::Scheduled(json!(1))),
            (3, failed()),
            (4, What::Scheduled(json!(2))),
            (5, What::Submitted(json!({ "StepId": "s-1" }))),
            (6, What::Succeeded(json!(1))),
            (7, What::Left("Job".into())),
        ]));
        let stage = &read.stages[0];
        assert_eq!((stage.status, stage.tries, stage.rounds), (Status::Succeeded, 2, 1));
        assert_eq!((stage.started, stage.ended), (101.0, Some(107.0)));
        assert_eq!(stage.answer["StepId"], "s-1");
        assert!(read.culprit().is_none());
    }

    #[test]
    fn branches_interleave_and_the_first_failure_is_the_culprit() {
        let read = Stages::read(&events(&[
            (0, What::Other),
            (1, enter("A")),
            (1, enter("B")),
            (2, What::Scheduled(json!("a"))),
            (3, What::Scheduled(json!("b"))),
            (5, failed()),
            (6, What::Left("B".into())),
            (7, What::Entered { state: "Note".into(), works: false }),
            (8, What::Left("Note".into())),
            (9, enter("Terminate")),
        ]));
        assert_eq!(read.culprit().map(|s| s.name.as_str()), Some("B"));
        let running: Vec<_> = read.running().map(|s| s.name.as_str()).collect();
        assert_eq!(running, ["A", "Terminate"]);
        assert_eq!(read.stages.len(), 3);
    }

    #[test]
    fn an_execution_that_is_stopped_ends_what_runs() {
        let ended = What::Ended(Failed { error: "stopped".into(), cause: String::new() });
        let read = Stages::read(&events(&[(0, enter("A")), (1, What::Scheduled(json!({}))), (0, ended)]));
        assert_eq!(read.stages[0].status, Status::Failed);
        assert_eq!(read.stages[0].ended, Some(102.0));
        assert_eq!(read.ended.unwrap().error, "stopped");
    }

    #[test]
    fn a_loop_is_one_stage() {
        let round = |at: i64| {
            vec![
                (at, enter("Look")),
                (at + 1, What::Scheduled(json!({}))),
                (at + 2, What::Succeeded(json!(1))),
                (at + 3, What::Left("Look".into())),
            ]
        };
        let all: Vec<_> = round(0).into_iter().chain(round(4)).collect();
        let read = Stages::read(&events(&all));
        assert_eq!((read.stages.len(), read.stages[0].rounds), (1, 2));
    }
}
