//! The Amazon States Language as types, so that an invalid machine is hard to write: every task has a timeout and one
//! catch of everything that keeps its input, every choice has a default, every state goes somewhere.
//!
//! Only what the compiler emits is modelled, in the JSONPath query language. States are added from the last to the
//! first: where a state goes is the name that adding the next one gave.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::fmt;

use serde::ser::{SerializeMap, Serializer};
use serde::{Serialize, ser::SerializeStruct};
use serde_json::{Value, json};

use crate::condition::Rule;
use crate::template::{Expression, Object};

/// A whole definition.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Machine {
    pub(crate) comment: String,
    pub(crate) start_at: StateName,
    pub(crate) states: States,
}

/// The name of a state, as the console shows it: at most 80 characters, unique in the machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct StateName(String);

impl StateName {
    /// A name to go to before its state is added: for loops. Everything else uses what [`States::add`] gives.
    pub(crate) fn ahead(name: &str) -> Self {
        Self(name.into())
    }
}

impl fmt::Display for StateName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// States in the order in which a run meets them.
#[derive(Debug, Default)]
pub(crate) struct States(VecDeque<(StateName, State)>);

impl States {
    /// Adds a state before all that are there.
    pub(crate) fn add(&mut self, name: impl Into<String>, state: impl Into<State>) -> StateName {
        let name = StateName(name.into());
        self.0.push_front((name.clone(), state.into()));
        name
    }
}

impl Serialize for States {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, state)| (name, state)))
    }
}

/// One state.
#[derive(Debug, Serialize)]
#[serde(tag = "Type")]
pub(crate) enum State {
    Task(Task),
    Choice(Choice),
    Wait(Wait),
    Parallel(Parallel),
    Map(Map),
    Pass(Pass),
    Fail(Fail),
    Succeed(Succeed),
}

/// Calls a service and, where the resource says so, waits for the work to end.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Task {
    pub(crate) comment: String,
    pub(crate) resource: String,
    pub(crate) parameters: Object,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) result_selector: Option<Object>,
    pub(crate) result_path: ResultPath,
    pub(crate) timeout_seconds: u32,
    #[serde(skip_serializing_if = "is_empty")]
    pub(crate) retry: Cow<'static, [Retrier]>,
    pub(crate) catch: Catch,
    #[serde(flatten)]
    pub(crate) then: Transition,
}

/// Goes where the first rule that holds says.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Choice {
    pub(crate) comment: String,
    pub(crate) choices: Vec<Rule>,
    pub(crate) default: StateName,
}

/// Waits.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Wait {
    pub(crate) comment: String,
    pub(crate) seconds: u64,
    #[serde(flatten)]
    pub(crate) then: Transition,
}

/// Runs branches side by side; what they return is dropped. The first failure stops the others.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Parallel {
    pub(crate) comment: String,
    pub(crate) branches: Vec<Branch>,
    pub(crate) result_path: ResultPath,
    pub(crate) catch: Catch,
    #[serde(flatten)]
    pub(crate) then: Transition,
}

/// Runs a machine for each item of a list, one after the other; what they return is dropped.
#[derive(Debug)]
pub(crate) struct Map {
    pub(crate) comment: String,
    pub(crate) items_path: String,
    /// What the machine starts with.
    pub(crate) item_selector: Object,
    pub(crate) item_processor: Branch,
    pub(crate) result_path: ResultPath,
    pub(crate) catch: Catch,
    pub(crate) then: Transition,
}

impl Serialize for Map {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "PascalCase")]
        struct Processor<'a> {
            processor_config: Value,
            #[serde(flatten)]
            machine: &'a Branch,
        }
        let processor = Processor { processor_config: json!({ "Mode": "INLINE" }), machine: &self.item_processor };
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("Comment", &self.comment)?;
        map.serialize_entry("ItemsPath", &self.items_path)?;
        map.serialize_entry("MaxConcurrency", &1)?;
        map.serialize_entry("ItemSelector", &self.item_selector)?;
        map.serialize_entry("ItemProcessor", &processor)?;
        map.serialize_entry("ResultPath", &self.result_path)?;
        map.serialize_entry("Catch", &self.catch)?;
        match &self.then {
            Transition::Next(next) => map.serialize_entry("Next", next)?,
            Transition::End => map.serialize_entry("End", &true)?,
        }
        map.end()
    }
}

/// A machine inside a [`Parallel`] or [`Map`].
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Branch {
    pub(crate) start_at: StateName,
    pub(crate) states: States,
}

/// Puts a value into the state.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Pass {
    pub(crate) comment: String,
    #[serde(flatten)]
    pub(crate) output: Output,
    #[serde(skip_serializing_if = "ResultPath::is_everything")]
    pub(crate) result_path: ResultPath,
    #[serde(flatten)]
    pub(crate) then: Transition,
}

/// What a [`Pass`] gives: computed, or fixed.
#[derive(Debug, Serialize)]
pub(crate) enum Output {
    Parameters(Object),
    Result(Value),
}

/// Ends the run, or a branch, as failed.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Fail {
    pub(crate) comment: String,
    #[serde(flatten)]
    pub(crate) error: ErrorName,
    /// What the reader of a failed run sees first. A path only.
    pub(crate) cause_path: Expression,
}

/// The error's name: fixed, or the one that was caught.
#[derive(Debug, Serialize)]
pub(crate) enum ErrorName {
    #[serde(rename = "Error")]
    Fixed(&'static str),
    #[serde(rename = "ErrorPath")]
    Caught(Expression),
}

/// Ends the run well.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Succeed {
    pub(crate) comment: String,
}

/// Where a result goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ResultPath {
    /// The state becomes the result.
    Everything,
    /// Into this field; the rest of the state is kept.
    Field(&'static str),
    /// Nowhere: the state is kept.
    Nowhere,
}

impl ResultPath {
    fn is_everything(&self) -> bool {
        *self == Self::Everything
    }
}

impl Serialize for ResultPath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Everything => serializer.serialize_str("$"),
            Self::Field(path) => serializer.serialize_str(path),
            Self::Nowhere => serializer.serialize_none(),
        }
    }
}

/// Repeats a task after some errors: with growing pauses, and jitter, so that many runs do not come back together.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Retrier {
    pub(crate) error_equals: &'static [&'static str],
    pub(crate) interval_seconds: u32,
    pub(crate) max_attempts: u32,
    pub(crate) backoff_rate: f64,
    pub(crate) max_delay_seconds: u32,
    pub(crate) jitter_strategy: Jitter,
}

/// How pauses are spread.
#[derive(Debug, Clone, Serialize)]
pub(crate) enum Jitter {
    #[serde(rename = "FULL")]
    Full,
}

fn is_empty(retry: &[Retrier]) -> bool {
    retry.is_empty()
}

/// Takes every error that can be caught and puts it beside the input, which is kept.
#[derive(Debug)]
pub(crate) struct Catch {
    /// Field for `{Error, Cause}`.
    pub(crate) into: &'static str,
    pub(crate) next: StateName,
}

impl Serialize for Catch {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Only<'a>(&'a Catch);
        impl Serialize for Only<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut catcher = serializer.serialize_struct("Catcher", 3)?;
                catcher.serialize_field("ErrorEquals", &["States.ALL"])?;
                catcher.serialize_field("ResultPath", self.0.into)?;
                catcher.serialize_field("Next", &self.0.next)?;
                catcher.end()
            }
        }
        [Only(self)].serialize(serializer)
    }
}

/// Where a state goes.
#[derive(Debug)]
pub(crate) enum Transition {
    Next(StateName),
    /// The end of a branch.
    End,
}

impl From<&StateName> for Transition {
    fn from(next: &StateName) -> Self {
        Self::Next(next.clone())
    }
}

impl Serialize for Transition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut field = serializer.serialize_map(Some(1))?;
        match self {
            Self::Next(next) => field.serialize_entry("Next", next)?,
            Self::End => field.serialize_entry("End", &true)?,
        }
        field.end()
    }
}

/// `From` of every kind of state, so that [`States::add`] takes them as they are.
macro_rules! states {
    ($($kind:ident),*) => {
        $(impl From<$kind> for State {
            fn from(state: $kind) -> Self {
                Self::$kind(state)
            }
        })*
    };
}
states!(Task, Choice, Wait, Parallel, Map, Pass, Fail, Succeed);
