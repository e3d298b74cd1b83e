//! A state machine's definition as people write it, with the place of every word.
//!
//! [`parse`] takes any text. What it cannot understand becomes a finding, the rest is kept: a definition with one wrong
//! field is still audited. Source of the rules: the Amazon States Language specification and the Step Functions
//! developer guide.

mod decode;
mod fields;
pub mod json;
pub mod path;

use pipelinec_core::{Diagnostic, FileId, Span};

pub use json::{Json, Text, Value};

/// A whole definition.
#[derive(Debug, Clone)]
pub struct Definition {
    /// Its states.
    pub machine: Machine,
    /// `TimeoutSeconds` of the whole machine is given.
    pub has_timeout: bool,
    /// The query language of states that name none.
    pub is_jsonata: bool,
}

/// States that belong together: the definition's, a branch's, or a map's.
#[derive(Debug, Clone)]
pub struct Machine {
    /// Where it starts.
    pub start_at: Option<Text>,
    /// In the order of the text.
    pub states: Vec<State>,
    /// The whole object.
    pub span: Span,
}

impl Machine {
    /// A state and its position.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<(usize, &State)> {
        self.states.iter().enumerate().find(|(_, state)| state.name.value == name)
    }

    /// Calls `visit` with this machine and every one inside it.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Machine)) {
        visit(self);
        for state in &self.states {
            for inner in state.machines() {
                inner.walk(visit);
            }
        }
    }

    /// Calls `visit` with every state, also those inside others.
    pub fn each_state<'a>(&'a self, visit: &mut dyn FnMut(&'a State)) {
        self.walk(&mut |machine| machine.states.iter().for_each(&mut *visit));
    }
}

/// One state.
#[derive(Debug, Clone)]
pub struct State {
    /// Its name.
    pub name: Text,
    /// What it does.
    pub kind: Kind,
    /// Where it goes.
    pub next: Option<Text>,
    /// Whether the machine ends after it.
    pub end: bool,
    /// Its expressions are JSONata.
    pub is_jsonata: bool,
    /// What its result does to the data.
    pub result_path: ResultPath,
    /// Tried again after these.
    pub retry: Vec<Retrier>,
    /// Goes elsewhere after these.
    pub catch: Vec<Catcher>,
    /// The whole object: everything that has no field of its own here.
    pub json: Json,
}

impl State {
    /// A field's value.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Json> {
        self.json.get(name)
    }

    /// The resource of a task, without the part before the service: `elasticmapreduce:addStep.sync`.
    ///
    /// `None` for other states; a function's ARN is the whole ARN.
    #[must_use]
    pub fn call(&self) -> Option<&str> {
        let Kind::Task { resource } = &self.kind else { return None };
        let text = resource.as_ref()?.value.as_str();
        Some(text.split_once(":states:::").map_or(text, |(_, call)| call))
    }

    /// Where it goes when nothing fails.
    pub fn onward(&self) -> impl Iterator<Item = &str> {
        let (rules, default) = match &self.kind {
            Kind::Choice { rules, default } => (rules.as_slice(), default.as_ref()),
            Kind::Task { .. }
            | Kind::Pass
            | Kind::Wait
            | Kind::Succeed
            | Kind::Fail
            | Kind::Parallel { .. }
            | Kind::Map { .. } => (&[][..], None),
        };
        let next = rules.iter().filter_map(|rule| rule.next.as_ref()).chain(default).chain(&self.next);
        next.map(|name| name.value.as_str())
    }

    /// Machines inside: branches, or what a map runs.
    #[must_use]
    pub fn machines(&self) -> &[Machine] {
        match &self.kind {
            Kind::Parallel { branches } => branches,
            Kind::Map { processor } => processor,
            Kind::Task { .. } | Kind::Pass | Kind::Choice { .. } | Kind::Wait | Kind::Succeed | Kind::Fail => &[],
        }
    }
}

/// What a state does.
#[derive(Debug, Clone)]
pub enum Kind {
    /// Calls something.
    Task {
        /// What.
        resource: Option<Text>,
    },
    /// Makes data.
    Pass,
    /// Goes where a rule says.
    Choice {
        /// In order.
        rules: Vec<Rule>,
        /// When none holds.
        default: Option<Text>,
    },
    /// Waits.
    Wait,
    /// Ends well.
    Succeed,
    /// Ends in failure.
    Fail,
    /// Runs all branches.
    Parallel {
        /// The branches.
        branches: Vec<Machine>,
    },
    /// Runs one machine for every item.
    Map {
        /// The machine, if there is one.
        processor: Vec<Machine>,
    },
}

/// A rule of a choice.
#[derive(Debug, Clone)]
pub struct Rule {
    /// The whole rule.
    pub json: Json,
    /// Where it goes.
    pub next: Option<Text>,
}

/// Where a result goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResultPath {
    /// It replaces all data: no `ResultPath`, or `$`.
    Replace,
    /// It is dropped: `null`.
    Discard,
    /// It becomes a field.
    At(Text),
}

/// What is tried again.
#[derive(Debug, Clone)]
pub struct Retrier {
    /// Error names.
    pub errors: Vec<Text>,
    /// The whole object.
    pub json: Json,
}

/// Where an error goes.
#[derive(Debug, Clone)]
pub struct Catcher {
    /// Error names.
    pub errors: Vec<Text>,
    /// Where the error is written.
    pub result_path: ResultPath,
    /// Where it goes.
    pub next: Option<Text>,
    /// The whole object.
    pub json: Json,
}

/// Reads a definition: what could be understood, and what is wrong with the text itself.
#[must_use]
pub fn parse(file: FileId, text: &str) -> (Option<Definition>, Vec<Diagnostic>) {
    match json::parse(file, text) {
        Ok(json) => decode::definition(&json),
        Err(finding) => (None, vec![finding]),
    }
}
