//! What goes into a state, what comes out of it, and where an error goes.

use std::cell::OnceCell;
use std::rc::Rc;

use serde_json::{Map, Value};

use super::error::StateError;
use super::path::{Path, weight};
use super::payload;
use super::run::Run;
use super::thread::{Doing, Thread, View};

/// Step Functions' limit for a state's input or output. Source: "Quotas".
pub(super) const MAX_BYTES: usize = 262_144;

/// Bytes that a value takes in memory, about.
pub(super) fn memory(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => 32,
        Value::String(text) => 32 + text.len(),
        Value::Array(items) => 32 + items.iter().map(memory).sum::<usize>(),
        Value::Object(fields) => 32 + fields.iter().map(|(key, value)| 64 + key.len() + memory(value)).sum::<usize>(),
    }
}

/// A state of a machine that has been checked.
pub(super) fn state_of<'d>(thread: &Thread<'d>) -> Result<&'d Map<String, Value>, StateError> {
    let state = thread.states.get(thread.name).and_then(Value::as_object);
    state.ok_or_else(|| StateError::runtime(format!("there is no state `{}`", thread.name)))
}

impl<'d> Run<'d> {
    /// What the paths of a thread's state see when `input` is `$`.
    pub(super) fn view<'a>(&'a self, thread: &'a Thread<'d>, input: &'a Value) -> View<'a> {
        View {
            input,
            variables: &thread.variables,
            execution_input: &self.scenario.input,
            name: thread.name,
            entered: thread.entered,
            retries: thread.retries.values().sum(),
            item: thread.item.as_deref(),
            context: OnceCell::new(),
        }
    }

    /// `InputPath`, `OutputPath`: part of a value, or nothing of it.
    pub(super) fn part(&self, thread: &Thread<'d>, key: &str, of: &Rc<Value>) -> Result<Rc<Value>, StateError> {
        match state_of(thread)?.get(key) {
            None => Ok(Rc::clone(of)),
            Some(Value::Null) => Ok(Rc::new(Value::Object(Map::new()))),
            Some(path) => {
                let path = path.as_str().unwrap_or_default();
                payload::find(path, &self.view(thread, of), key).map(Rc::new)
            }
        }
    }

    /// The state has done its work.
    pub(super) fn finish(&mut self, thread: &mut Thread<'d>, result: Value) {
        self.events += 1;
        if let Err(error) = self.try_finish(thread, result) {
            self.fail(thread, error);
        }
    }

    fn try_finish(&mut self, thread: &mut Thread<'d>, result: Value) -> Result<(), StateError> {
        let state = state_of(thread)?;
        self.made = self.made.saturating_add(memory(&result));
        if weight(&result) > MAX_BYTES {
            return Err(StateError::too_large());
        }
        let result = match state.get("ResultSelector") {
            Some(template) => payload::fill(template, &self.view(thread, &result))?,
            None => result,
        };
        self.assign(thread, state, &result)?;
        let output = place(&thread.input, state.get("ResultPath"), result)?;
        let output = self.part(thread, "OutputPath", &output)?;
        self.go(thread, output, state.get("Next"))
    }

    /// Variables, all from the values before.
    pub(super) fn assign(
        &self,
        thread: &mut Thread<'d>,
        from: &Map<String, Value>,
        input: &Value,
    ) -> Result<(), StateError> {
        if let Some(template) = from.get("Assign")
            && let Value::Object(values) = payload::fill(template, &self.view(thread, input))?
        {
            Rc::make_mut(&mut thread.variables).extend(values);
        }
        Ok(())
    }

    /// Goes to the next state, or ends the line of states.
    pub(super) fn go(
        &mut self,
        thread: &mut Thread<'d>,
        output: Rc<Value>,
        next: Option<&'d Value>,
    ) -> Result<(), StateError> {
        if weight(&output) > MAX_BYTES {
            return Err(StateError::too_large());
        }
        let memory = memory(&output);
        self.held = (self.held + memory).saturating_sub(thread.held);
        self.made = self.made.saturating_add(memory);
        thread.held = memory;
        thread.wake = self.now;
        thread.retries.clear();
        match next.and_then(Value::as_str) {
            Some(next) => {
                thread.name = next;
                thread.input = output;
                thread.doing = Doing::Enter;
            }
            None => thread.doing = Doing::Over(Ok(output)),
        }
        Ok(())
    }

    /// The state has failed: it is tried again, the error is caught, or the line of states ends.
    pub(super) fn fail(&mut self, thread: &mut Thread<'d>, error: StateError) {
        self.events += 1;
        self.note(thread, || format!("{}: {}", error.name, error.cause));
        let handled = state_of(thread).and_then(|state| {
            if self.retry(thread, state, &error) {
                return Ok(true);
            }
            self.catch(thread, state, &error)
        });
        match handled {
            Ok(true) => {}
            Ok(false) => thread.doing = Doing::Over(Err(error)),
            Err(worse) => thread.doing = Doing::Over(Err(worse)),
        }
    }

    /// The first retrier that takes the error decides, also when its attempts are used up. Jitter is left out: a
    /// simulated run is the same every time, and the longest delay is the one to be ready for.
    fn retry(&mut self, thread: &mut Thread<'d>, state: &Map<String, Value>, error: &StateError) -> bool {
        let found = list(state, "Retry").enumerate().find(|(_, retrier)| takes(retrier, error));
        let Some((index, retrier)) = found else { return false };
        let number = |key: &str, default: u64| retrier.get(key).and_then(Value::as_u64).unwrap_or(default);
        let before = thread.retries.get(&index).copied().unwrap_or(0);
        if before >= number("MaxAttempts", 3) {
            return false;
        }
        let rate = retrier.get("BackoffRate").and_then(Value::as_f64).unwrap_or(2.0).max(1.0);
        let longest = number("MaxDelaySeconds", 31_622_400);
        let mut delay = number("IntervalSeconds", 1).min(longest);
        for _ in 0..before.min(64) {
            delay = scaled(delay, rate).min(longest);
        }
        thread.retries.insert(index, before + 1);
        thread.wake = self.now.saturating_add(delay);
        thread.doing = Doing::Retry;
        self.note(thread, || format!("tries again after {delay} s"));
        true
    }

    fn catch(
        &mut self,
        thread: &mut Thread<'d>,
        state: &'d Map<String, Value>,
        error: &StateError,
    ) -> Result<bool, StateError> {
        let Some(catcher) = list(state, "Catch").find(|catcher| takes(catcher, error)) else { return Ok(false) };
        if !super::state::only_tells(state) && !is_expected(catcher, error) {
            self.caught.push(thread.name.into());
        }
        let output = error.output();
        if let Some(fields) = catcher.as_object() {
            self.assign(thread, fields, &output)?;
        }
        let output = place(&thread.input, catcher.get("ResultPath"), output)?;
        self.go(thread, output, catcher.get("Next"))?;
        Ok(true)
    }
}

fn list<'d>(state: &'d Map<String, Value>, key: &str) -> impl Iterator<Item = &'d Value> {
    state.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn takes(handler: &Value, error: &StateError) -> bool {
    handler.get("ErrorEquals").is_some_and(|names| error.is_taken_by(names))
}

/// A catcher that names a service's error knows what to do about it: `Glue.AlreadyExistsException` is often no failure.
fn is_expected(catcher: &Value, error: &StateError) -> bool {
    let names = catcher.get("ErrorEquals").and_then(Value::as_array).into_iter().flatten();
    !error.name.starts_with("States.") && names.filter_map(Value::as_str).any(|name| name == error.name)
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "delays are small"
)]
fn scaled(delay: u64, rate: f64) -> u64 {
    (delay as f64 * rate).min(1e9) as u64
}

/// `ResultPath`: where the result goes in the state's input.
fn place(input: &Rc<Value>, path: Option<&Value>, result: Value) -> Result<Rc<Value>, StateError> {
    let text = match path {
        None => return Ok(Rc::new(result)),
        Some(Value::Null) => return Ok(Rc::clone(input)),
        Some(path) => path.as_str().unwrap_or_default(),
    };
    let mismatch = || {
        StateError::new(
            "States.ResultPathMatchFailure",
            format!("the result cannot be put at `{text}` of the state's input"),
        )
    };
    let path = Path::parse(text).map_err(StateError::runtime)?;
    path.put(Value::clone(input), result).map(Rc::new).ok_or_else(mismatch)
}
