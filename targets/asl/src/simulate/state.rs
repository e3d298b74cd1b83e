//! What each kind of state does.

use std::rc::Rc;

use serde_json::{Map, Value, json};

use super::Failure;
use super::check;
use super::choice;
use super::clock;
use super::error::StateError;
use super::flow::state_of;
use super::payload;
use super::resource::{Pattern, Resource};
use super::run::Run;
use super::thread::{Branches, Doing, Thread};
use super::world::Call;

/// How many iterations of a Map run at a time when it does not say. Source: Step Functions, "Map state in inline mode".
const MAP_AT_ONCE: u64 = 40;
/// How long a Task without a timeout runs until a simulated timeout.
const TIMEOUT_SECONDS: u64 = 60;

/// Services whose calls only tell someone: that they fail is no failure of the run.
const TELLERS: [&str; 7] = ["sns", "sqs", "ses", "sesv2", "events", "chime", "http"];

/// Whether a Task only tells someone.
pub(super) fn only_tells(state: &Map<String, Value>) -> bool {
    let resource = state.get("Resource").and_then(Value::as_str).and_then(|arn| Resource::parse(arn).ok());
    resource.is_some_and(|resource| TELLERS.contains(&resource.service.as_str()))
}

impl<'d> Run<'d> {
    pub(super) fn enter(&mut self, thread: &mut Thread<'d>) {
        self.events += 1;
        thread.entered = self.now;
        self.entered(thread);
        self.note(thread, || "entered".into());
        self.work(thread);
    }

    /// Does the state's work: once more when it is tried again.
    pub(super) fn work(&mut self, thread: &mut Thread<'d>) {
        if let Err(error) = self.try_work(thread) {
            self.fail(thread, error);
        }
    }

    fn try_work(&mut self, thread: &mut Thread<'d>) -> Result<(), StateError> {
        let state = state_of(thread)?;
        let kind = state.get("Type").and_then(Value::as_str).unwrap_or_default();
        let failure = self.failure(thread.name);
        if let (Some(failure), true) = (&failure, kind != "Task") {
            return Err(StateError::new(&failure.error, "made to fail"));
        }
        let input = self.part(thread, "InputPath", &thread.input)?;
        match kind {
            "Task" => self.task(thread, state, &input, failure),
            "Pass" => self.pass(thread, state, &input),
            "Choice" => self.choice(thread, state, &input),
            "Wait" => self.wait(thread, state, &input),
            "Succeed" => {
                let output = self.part(thread, "OutputPath", &input)?;
                self.go(thread, output, None)
            }
            "Fail" => {
                thread.doing = Doing::Over(Err(self.fail_state(thread, state, &input)?));
                Ok(())
            }
            "Parallel" => self.parallel(thread, state, &input),
            "Map" => self.map(thread, state, &input),
            _ => Err(StateError::runtime(format!("`{kind}` is no type of a state"))),
        }
    }

    /// Whether the scenario lets this state fail now.
    fn failure(&mut self, name: &str) -> Option<Failure> {
        let failures = self.scenario.failures.iter().zip(&mut self.failed);
        for (failure, times) in failures {
            if failure.state == name && failure.times.is_none_or(|limit| *times < limit) {
                *times = times.saturating_add(1);
                return Some(failure.clone());
            }
        }
        None
    }

    /// `Parameters` filled in, or the whole input.
    fn parameters(
        &self,
        thread: &Thread<'d>,
        state: &Map<String, Value>,
        input: &Rc<Value>,
    ) -> Result<Value, StateError> {
        match state.get("Parameters") {
            Some(template) => payload::fill(template, &self.view(thread, input)),
            None => Ok(Value::clone(input)),
        }
    }

    fn task(
        &mut self,
        thread: &mut Thread<'d>,
        state: &Map<String, Value>,
        input: &Rc<Value>,
        failure: Option<Failure>,
    ) -> Result<(), StateError> {
        self.events += 2; // scheduled and started
        let parameters = self.parameters(thread, state, input)?;
        let resource = state.get("Resource").and_then(Value::as_str).unwrap_or_default();
        let resource = Resource::parse(resource).map_err(StateError::runtime)?;
        let call = Call { resource: &resource, parameters: &parameters, state: thread.name, now: self.now };
        self.note(thread, || format!("calls {} {parameters}", resource.name()));
        let timeout = self.seconds(thread, state, input, "TimeoutSeconds")?;
        if let Some(failure) = failure {
            let is_timeout = failure.error == "States.Timeout";
            // The worst is assumed: what should end something has not ended it.
            if failure.started && !resource.is_ending() {
                let running = self.world.call(&call)?;
                if resource.pattern != Pattern::Request {
                    self.world.stopped(&running);
                }
            }
            thread.wake = self.now.saturating_add(if is_timeout { timeout.unwrap_or(TIMEOUT_SECONDS) } else { 1 });
            thread.doing = Doing::Fail(StateError::new(&failure.error, "made to fail"));
            return Ok(());
        }
        let mut running = self.world.call(&call)?;
        if let Some((_, answer)) = self.scenario.answers.iter().find(|(name, _)| name == thread.name) {
            running.answer = answer.clone();
        }
        // A Task that is not made to time out is done in time, however short that is: paths are simulated, not speed.
        let seconds = running.seconds.min(timeout.map_or(u64::MAX, |timeout| timeout.saturating_sub(1).max(1)));
        thread.wake = self.now.saturating_add(seconds);
        thread.doing = Doing::Call(running);
        Ok(())
    }

    /// A number of seconds: `key`, or what the path of `keyPath` leads to.
    fn seconds(
        &self,
        thread: &Thread<'d>,
        state: &Map<String, Value>,
        input: &Rc<Value>,
        key: &str,
    ) -> Result<Option<u64>, StateError> {
        if let Some(seconds) = state.get(key) {
            return Ok(seconds.as_u64());
        }
        let path = format!("{key}Path");
        let Some(text) = state.get(&path).and_then(Value::as_str) else { return Ok(None) };
        let found = payload::find(text, &self.view(thread, input), &path)?;
        let wrong = || StateError::runtime(format!("`{path}` leads to {found}, which is no number of seconds"));
        found.as_u64().map(Some).ok_or_else(wrong)
    }

    fn pass(
        &mut self,
        thread: &mut Thread<'d>,
        state: &Map<String, Value>,
        input: &Rc<Value>,
    ) -> Result<(), StateError> {
        let result = match state.get("Result") {
            Some(result) => result.clone(),
            None => self.parameters(thread, state, input)?,
        };
        self.finish(thread, result);
        Ok(())
    }

    fn choice(
        &mut self,
        thread: &mut Thread<'d>,
        state: &'d Map<String, Value>,
        input: &Rc<Value>,
    ) -> Result<(), StateError> {
        self.events += 1;
        let rules = state.get("Choices").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let mut next = state.get("Default");
        let mut chosen = state;
        for rule in rules.iter().filter_map(Value::as_object) {
            if choice::holds(rule, &self.view(thread, input))? {
                next = rule.get("Next");
                chosen = rule;
                break;
            }
        }
        if next.is_none() {
            let cause = format!("no rule of `{}` holds, and it has no default", thread.name);
            return Err(StateError::new("States.NoChoiceMatched", cause));
        }
        self.assign(thread, chosen, input)?;
        let output = self.part(thread, "OutputPath", input)?;
        self.go(thread, output, next)
    }

    fn wait(
        &mut self,
        thread: &mut Thread<'d>,
        state: &Map<String, Value>,
        input: &Rc<Value>,
    ) -> Result<(), StateError> {
        let seconds = self.seconds(thread, state, input, "Seconds")?;
        let until = match (state.get("Timestamp").and_then(Value::as_str), state.get("TimestampPath")) {
            (Some(text), _) => Some(Value::from(text)),
            (None, Some(path)) => {
                let path = path.as_str().unwrap_or_default();
                Some(payload::find(path, &self.view(thread, input), "TimestampPath")?)
            }
            (None, None) => None,
        };
        thread.wake = match until {
            None => self.now.saturating_add(seconds.unwrap_or(0)),
            Some(text) => {
                let nanos = text.as_str().and_then(clock::parse);
                let nanos = nanos.ok_or_else(|| StateError::runtime(format!("{text} is no timestamp")))?;
                u64::try_from(nanos / 1_000_000_000).unwrap_or(0).max(self.now)
            }
        };
        // What comes out of a Wait is what went in; it has no result to place.
        thread.doing = Doing::Wait(Value::clone(input));
        Ok(())
    }

    /// The error a Fail state ends with.
    fn fail_state(
        &self,
        thread: &Thread<'d>,
        state: &Map<String, Value>,
        input: &Rc<Value>,
    ) -> Result<StateError, StateError> {
        let text = |key: &str| -> Result<String, StateError> {
            let path = format!("{key}Path");
            let Some(expression) = state.get(&path).and_then(Value::as_str) else {
                return Ok(state.get(key).and_then(Value::as_str).unwrap_or_default().into());
            };
            match payload::evaluate(expression, &self.view(thread, input), &path)? {
                Value::String(text) => Ok(text),
                other @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
                    Err(StateError::runtime(format!("`{path}` must lead to text, not {other}")))
                }
            }
        };
        Ok(StateError::new(&text("Error")?, text("Cause")?))
    }

    fn parallel(
        &mut self,
        thread: &mut Thread<'d>,
        state: &'d Map<String, Value>,
        input: &Rc<Value>,
    ) -> Result<(), StateError> {
        let input = Rc::new(self.parameters(thread, state, input)?);
        let machines = state.get("Branches").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let mut running = Vec::new();
        for (index, machine) in machines.iter().enumerate() {
            running.push((index, self.branch(thread, machine, index, Rc::clone(&input))?));
        }
        let results = vec![None; running.len()];
        thread.doing =
            Doing::Branches(Box::new(Branches { running, results, waiting: Vec::new(), at_once: usize::MAX }));
        Ok(())
    }

    fn branch(
        &self,
        thread: &Thread<'d>,
        machine: &'d Value,
        index: usize,
        input: Rc<Value>,
    ) -> Result<Thread<'d>, StateError> {
        let start = machine.get("StartAt").and_then(Value::as_str);
        let (states, start) = check::states(machine).zip(start).ok_or_else(|| StateError::runtime("nothing to run"))?;
        let mut branch = Thread::new(states, start, input, self.now);
        let within = if thread.branch.is_empty() { String::new() } else { format!("{}/", thread.branch) };
        branch.branch = format!("{within}{}/{index}", thread.name).into();
        branch.variables = Rc::clone(&thread.variables);
        branch.item = thread.item.clone();
        Ok(branch)
    }

    fn map(
        &mut self,
        thread: &mut Thread<'d>,
        state: &'d Map<String, Value>,
        input: &Rc<Value>,
    ) -> Result<(), StateError> {
        let path = state.get("ItemsPath").and_then(Value::as_str).unwrap_or("$");
        let items = match payload::find(path, &self.view(thread, input), "ItemsPath")? {
            Value::Array(items) => items,
            other @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_)) => {
                let shown: String = other.to_string().chars().take(80).collect();
                return Err(StateError::runtime(format!("`ItemsPath` must lead to a list, not {shown}")));
            }
        };
        let at_once = self.seconds(thread, state, input, "MaxConcurrency")?.filter(|n| (1..MAP_AT_ONCE).contains(n));
        let results = vec![None; items.len()];
        let waiting: Vec<(usize, Value)> = items.into_iter().enumerate().rev().collect();
        let at_once = usize::try_from(at_once.unwrap_or(MAP_AT_ONCE)).unwrap_or(1);
        let mut branches = Branches { running: Vec::new(), results, waiting, at_once };
        self.start_items(thread, &mut branches)?;
        thread.wake = self.now;
        thread.doing = Doing::Branches(Box::new(branches));
        Ok(())
    }

    /// Starts as many iterations of a Map as may run.
    pub(super) fn start_items(&mut self, thread: &Thread<'d>, branches: &mut Branches<'d>) -> Result<(), StateError> {
        while branches.running.len() < branches.at_once {
            let Some((index, item)) = branches.waiting.pop() else { return Ok(()) };
            let state = state_of(thread)?;
            let processor = state.get("ItemProcessor").or_else(|| state.get("Iterator")).unwrap_or(&Value::Null);
            let mut branch = self.branch(thread, processor, index, Rc::new(Value::Null))?;
            branch.item = Some(Rc::new(json!({ "Index": index, "Value": item })));
            let around = self.part(thread, "InputPath", &thread.input)?;
            branch.input = match state.get("ItemSelector").or_else(|| state.get("Parameters")) {
                None => Rc::new(item),
                Some(template) => {
                    let mut view = self.view(thread, &around);
                    view.item = branch.item.as_deref();
                    Rc::new(payload::fill(template, &view)?)
                }
            };
            branch.held = super::flow::memory(&branch.input);
            self.held = self.held.saturating_add(branch.held);
            self.made = self.made.saturating_add(branch.held);
            self.events += 1;
            branches.running.push((index, branch));
        }
        Ok(())
    }
}
