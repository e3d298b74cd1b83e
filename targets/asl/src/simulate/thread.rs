//! One line of states: the whole machine, a branch, an iteration.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::{Map, Value, json};

use super::clock;
use super::error::StateError;
use super::path::{Root, Scope};
use super::world::Running;

/// Variables set by `Assign`.
pub(super) type Variables = Rc<BTreeMap<String, Value>>;

/// A line of states.
pub(super) struct Thread<'d> {
    pub(super) states: &'d Map<String, Value>,
    /// `Parallel state/0`; empty at the top.
    pub(super) branch: Rc<str>,
    /// The state it is in.
    pub(super) name: &'d str,
    /// That state's input, before `InputPath`.
    pub(super) input: Rc<Value>,
    pub(super) variables: Variables,
    /// `Index` and `Value` of the Map iteration around it.
    pub(super) item: Option<Rc<Value>>,
    /// How often each retrier of the state has retried.
    pub(super) retries: BTreeMap<usize, u64>,
    pub(super) entered: u64,
    /// When it goes on.
    pub(super) wake: u64,
    pub(super) doing: Doing<'d>,
    /// Bytes of memory of its input, about.
    pub(super) held: usize,
}

/// What a line of states does.
pub(super) enum Doing<'d> {
    /// Enters its state.
    Enter,
    /// Does its state's work once more.
    Retry,
    /// Waits, and then goes on with this.
    Wait(Value),
    /// Has called a service.
    Call(Running),
    /// Is about to fail.
    Fail(StateError),
    /// Runs branches or iterations.
    Branches(Box<Branches<'d>>),
    /// Is done.
    Over(Result<Rc<Value>, StateError>),
}

/// Branches of a Parallel, iterations of a Map.
pub(super) struct Branches<'d> {
    /// Those that run, each with its place among the results.
    pub(super) running: Vec<(usize, Thread<'d>)>,
    pub(super) results: Vec<Option<Rc<Value>>>,
    /// Items that wait for their turn, the next one last.
    pub(super) waiting: Vec<(usize, Value)>,
    /// How many run at a time.
    pub(super) at_once: usize,
}

impl<'d> Thread<'d> {
    pub(super) fn new(states: &'d Map<String, Value>, start: &'d str, input: Rc<Value>, now: u64) -> Self {
        Self {
            states,
            branch: "".into(),
            name: start,
            input,
            variables: Variables::default(),
            item: None,
            retries: BTreeMap::new(),
            entered: now,
            wake: now,
            doing: Doing::Enter,
            held: 0,
        }
    }

    /// When something happens next in this line or below it.
    pub(super) fn next_wake(&self) -> u64 {
        match &self.doing {
            Doing::Branches(branches) => {
                branches.running.iter().map(|(_, thread)| thread.next_wake()).min().unwrap_or(self.wake)
            }
            Doing::Enter | Doing::Retry | Doing::Wait(_) | Doing::Call(_) | Doing::Fail(_) | Doing::Over(_) => {
                self.wake
            }
        }
    }

    /// Bytes held in it and below it.
    pub(super) fn all_held(&self) -> usize {
        let below = match &self.doing {
            Doing::Branches(branches) => branches.running.iter().map(|(_, thread)| thread.all_held()).sum(),
            Doing::Enter | Doing::Retry | Doing::Wait(_) | Doing::Call(_) | Doing::Fail(_) | Doing::Over(_) => 0,
        };
        self.held + below
    }
}

/// What paths of a state see.
pub(super) struct View<'a> {
    pub(super) input: &'a Value,
    pub(super) variables: &'a BTreeMap<String, Value>,
    pub(super) execution_input: &'a Value,
    pub(super) name: &'a str,
    pub(super) entered: u64,
    pub(super) retries: u64,
    pub(super) item: Option<&'a Value>,
    /// Made when first asked for: most states do not look at it.
    pub(super) context: OnceCell<Value>,
}

impl View<'_> {
    fn context(&self) -> Value {
        let mut context = json!({
            "Execution": {
                "Id": "arn:aws:states:eu-west-1:123456789012:execution:simulated:run",
                "Input": self.execution_input,
                "Name": "run",
                "RoleArn": "arn:aws:iam::123456789012:role/simulated",
                "StartTime": clock::show(clock::START),
                "RedriveCount": 0,
            },
            "State": { "EnteredTime": clock::show(self.entered), "Name": self.name, "RetryCount": self.retries },
            "StateMachine": {
                "Id": "arn:aws:states:eu-west-1:123456789012:stateMachine:simulated",
                "Name": "simulated",
            },
            "Task": { "Token": "simulated-token" },
        });
        if let (Some(fields), Some(item)) = (context.as_object_mut(), self.item) {
            fields.insert("Map".into(), json!({ "Item": item }));
        }
        context
    }
}

impl Scope for View<'_> {
    fn root(&self, root: &Root) -> Option<&Value> {
        match root {
            Root::Input => Some(self.input),
            Root::Context => Some(self.context.get_or_init(|| self.context())),
            Root::Variable(name) => self.variables.get(name),
        }
    }
}
