//! The scheduler: of all lines of states the one whose turn comes first goes on by one step.

use std::rc::Rc;

use serde_json::Value;

use super::check::{self, Refused};
use super::clock;
use super::error::StateError;
use super::thread::{Branches, Doing, Thread};
use super::world::World;
use super::{Entered, Left, Outcome, Scenario, Status, Traced};

/// Step Functions' limit of events in a run's history: the end of every endless loop. Source: "Quotas".
const MAX_EVENTS: usize = 25_000;
/// Bytes of memory that a run's data may take, about.
const MAX_HELD: usize = 96 << 20;
/// Bytes that a run may make in all, about: bounds its time.
const MAX_MADE: usize = 3 << 30;

/// A run.
pub(super) struct Run<'d> {
    pub(super) scenario: &'d Scenario,
    pub(super) world: World,
    pub(super) now: u64,
    pub(super) events: usize,
    /// How often each failure of the scenario has happened.
    pub(super) failed: Vec<u32>,
    pub(super) caught: Vec<String>,
    pub(super) held: usize,
    pub(super) made: usize,
    path: Vec<Entered>,
    trace: Vec<Traced>,
}

/// How it ended.
enum End {
    Over(Result<Rc<Value>, StateError>),
    TimedOut,
}

pub(super) fn run(definition: &Value, scenario: &Scenario) -> Result<Outcome, Refused> {
    let start = definition.get("StartAt").and_then(Value::as_str).unwrap_or_default();
    let states = check::states(definition).ok_or_else(|| Refused("the definition has no `States`".into()))?;
    let mut run = Run {
        scenario,
        world: World::default(),
        now: clock::START,
        events: 1,
        failed: vec![0; scenario.failures.len()],
        caught: Vec::new(),
        held: 0,
        made: 0,
        path: Vec::new(),
        trace: Vec::new(),
    };
    let timeout = definition.get("TimeoutSeconds").and_then(Value::as_u64);
    let deadline = timeout.map_or(u64::MAX, |seconds| clock::START.saturating_add(seconds));
    let mut top = Thread::new(states, start, Rc::new(scenario.input.clone()), clock::START);
    let end = run.until_over(&mut top, deadline)?;
    Ok(run.outcome(end))
}

impl<'d> Run<'d> {
    fn until_over(&mut self, top: &mut Thread<'d>, deadline: u64) -> Result<End, Refused> {
        loop {
            if let Doing::Over(result) = &top.doing {
                return Ok(End::Over(result.clone()));
            }
            let wake = top.next_wake();
            if wake > deadline {
                self.now = deadline;
                self.stop(top);
                return Ok(End::TimedOut);
            }
            self.now = self.now.max(wake);
            self.step(top);
            if self.events > MAX_EVENTS {
                let cause = format!("the execution reached the maximum number of history events ({MAX_EVENTS})");
                self.stop(top);
                return Ok(End::Over(Err(StateError::runtime(cause))));
            }
            if self.held > MAX_HELD || self.made > MAX_MADE {
                return Err(Refused("the run's data is too large to be simulated".into()));
            }
        }
    }

    fn step(&mut self, thread: &mut Thread<'d>) {
        match std::mem::replace(&mut thread.doing, Doing::Retry) {
            Doing::Enter => self.enter(thread),
            Doing::Retry => self.work(thread),
            Doing::Wait(result) => self.finish(thread, result),
            Doing::Call(running) => {
                self.world.answered(&running);
                self.finish(thread, running.answer);
            }
            Doing::Fail(error) => self.fail(thread, error),
            Doing::Branches(mut branches) => {
                if let Some(result) = self.step_branches(thread, &mut branches) {
                    match result {
                        Ok(result) => self.finish(thread, result),
                        Err(error) => {
                            branches.running.iter_mut().for_each(|(_, thread)| self.stop(thread));
                            self.held -=
                                branches.running.iter().map(|(_, t)| t.all_held()).sum::<usize>().min(self.held);
                            self.fail(thread, error);
                        }
                    }
                } else {
                    thread.doing = Doing::Branches(branches);
                }
            }
            over @ Doing::Over(_) => thread.doing = over,
        }
    }

    /// One step of the branch whose turn it is; the result when it was the last one, or failed.
    fn step_branches(&mut self, thread: &Thread<'d>, branches: &mut Branches<'d>) -> Option<Result<Value, StateError>> {
        let turn = (0..branches.running.len()).min_by_key(|at| branches.running.get(*at).map(|(_, t)| t.next_wake()));
        let Some((index, branch)) = turn.and_then(|at| branches.running.get_mut(at)) else {
            return Some(Ok(Value::Array(Vec::new()))); // a Map of nothing
        };
        self.step(branch);
        let Doing::Over(result) = &branch.doing else { return None };
        let (index, result) = (*index, result.clone());
        match result {
            Err(error) => return Some(Err(error)),
            Ok(value) => {
                if let Some(place) = branches.results.get_mut(index) {
                    *place = Some(value);
                }
            }
        }
        if let Some(at) = turn {
            branches.running.remove(at);
        }
        if let Err(error) = self.start_items(thread, branches) {
            return Some(Err(error));
        }
        branches.running.is_empty().then(|| self.gather(branches))
    }

    /// What the branches returned, as one list.
    fn gather(&mut self, branches: &mut Branches<'d>) -> Result<Value, StateError> {
        let results = std::mem::take(&mut branches.results);
        let total: usize = results.iter().flatten().map(|value| super::path::weight(value)).sum();
        self.held -= results.iter().flatten().map(|value| super::flow::memory(value)).sum::<usize>().min(self.held);
        if total > super::flow::MAX_BYTES {
            return Err(StateError::too_large());
        }
        Ok(results.into_iter().flatten().map(Rc::unwrap_or_clone).collect())
    }

    /// Another branch has failed, or the execution has ended: what is waited for is given up.
    fn stop(&mut self, thread: &mut Thread<'d>) {
        match &mut thread.doing {
            Doing::Call(running) => {
                self.world.stopped(running);
                self.trace.extend(self.traced(thread, "stopped".into()));
            }
            Doing::Branches(branches) => branches.running.iter_mut().for_each(|(_, thread)| self.stop(thread)),
            Doing::Enter | Doing::Retry | Doing::Wait(_) | Doing::Fail(_) | Doing::Over(_) => {}
        }
    }

    pub(super) fn entered(&mut self, thread: &Thread<'d>) {
        self.path.push(Entered { state: thread.name.into(), branch: thread.branch.to_string() });
    }

    pub(super) fn note(&mut self, thread: &Thread<'d>, what: impl FnOnce() -> String) {
        if self.scenario.trace {
            self.trace.extend(self.traced(thread, what()));
        }
    }

    fn traced(&self, thread: &Thread<'d>, what: String) -> Option<Traced> {
        self.scenario.trace.then(|| Traced {
            second: self.now.saturating_sub(clock::START),
            state: thread.name.into(),
            branch: thread.branch.to_string(),
            what,
        })
    }

    fn outcome(self, end: End) -> Outcome {
        let (status, output, error) = match end {
            End::Over(Ok(output)) => (Status::Succeeded, Some(Rc::unwrap_or_clone(output)), None),
            End::Over(Err(error)) => (Status::Failed, None, Some(error)),
            End::TimedOut => {
                let cause = "the execution ran longer than the definition's `TimeoutSeconds`";
                (Status::TimedOut, None, Some(StateError::new("States.Timeout", cause)))
            }
        };
        let left = self.world.left().map(|work| Left {
            kind: work.kind.into(),
            id: work.id.clone(),
            started_by: work.state.clone(),
            ends: work.ends,
        });
        let failures = self.scenario.failures.iter().zip(&self.failed);
        Outcome {
            status,
            error: error.as_ref().map(|error| error.name.clone()),
            cause: error.map(|error| error.cause),
            left_running: left.collect(),
            output,
            not_reached: failures.filter(|(_, times)| **times == 0).map(|(f, _)| f.state.clone()).collect(),
            seconds: self.now.saturating_sub(clock::START),
            path: self.path,
            caught: self.caught,
            trace: self.trace,
        }
    }
}
