//! What AWS would not take, and what is not simulated: said before the run, not in it. `audit` says more and where.

use serde_json::{Map, Value};

use super::resource::{Pattern, Resource};

/// Why a definition is not run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused(pub(super) String);

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refused {}

type Checked = Result<(), Refused>;

/// How deep branches may stand in branches.
const MAX_DEPTH: usize = 30;

fn refused<T>(why: impl Into<String>) -> Result<T, Refused> {
    Err(Refused(why.into()))
}

/// Whether a definition can be run.
pub(super) fn definition(definition: &Value) -> Checked {
    machine(definition, "the definition", 0)
}

fn machine(machine: &Value, place: &str, depth: usize) -> Checked {
    if depth > MAX_DEPTH {
        return refused(format!("{place} stands in more than {MAX_DEPTH} others: not simulated"));
    }
    is_jsonpath(machine, place)?;
    let Some(states) = states(machine) else { return refused(format!("{place} has no `States`")) };
    let start = machine.get("StartAt").and_then(Value::as_str).unwrap_or_default();
    if !states.contains_key(start) {
        return refused(format!("`StartAt` of {place} names no state: `{start}`"));
    }
    for (name, state) in states {
        is_jsonpath(state, &format!("state `{name}`"))?;
        targets(name, state, states)?;
        kind(name, state)?;
        for (index, (_, inner)) in branches(name, state).into_iter().enumerate() {
            self::machine(inner, &format!("branch {index} of `{name}`"), depth + 1)?;
        }
    }
    Ok(())
}

fn is_jsonpath(json: &Value, place: &str) -> Checked {
    if json.get("QueryLanguage").and_then(Value::as_str) == Some("JSONata") {
        return refused(format!("{place} is written in JSONata: not simulated, only JSONPath is"));
    }
    Ok(())
}

/// Every name that a state goes to.
fn targets(name: &str, state: &Value, states: &Map<String, Value>) -> Checked {
    let list = |key: &str| state.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let inner = list("Catch").iter().chain(list("Choices")).map(|item| item.get("Next"));
    for target in inner.chain([state.get("Next"), state.get("Default")]).flatten().filter_map(Value::as_str) {
        if !states.contains_key(target) {
            return refused(format!("state `{name}` goes to `{target}`, and there is no such state beside it"));
        }
    }
    let goes_on = state.get("Next").is_some() || state.get("End") == Some(&Value::Bool(true));
    let needs = !matches!(state.get("Type").and_then(Value::as_str), Some("Choice" | "Succeed" | "Fail"));
    if needs && !goes_on { refused(format!("state `{name}` has neither `Next` nor `End`")) } else { Ok(()) }
}

fn kind(name: &str, state: &Value) -> Checked {
    match state.get("Type").and_then(Value::as_str).unwrap_or_default() {
        "Task" => {
            let resource = state.get("Resource").and_then(Value::as_str).unwrap_or_default();
            Resource::parse(resource).map(drop).map_err(|why| Refused(format!("state `{name}`: {why}")))
        }
        "Map" if state.get("ItemReader").is_some() => {
            refused(format!("Map `{name}` reads its items from elsewhere (`ItemReader`): not simulated"))
        }
        "Map" | "Parallel" if branches(name, state).is_empty() => refused(format!("state `{name}` has nothing to run")),
        "Choice" if state.get("Choices").and_then(Value::as_array).is_none_or(Vec::is_empty) => {
            refused(format!("Choice `{name}` has no `Choices`"))
        }
        "Pass" | "Choice" | "Wait" | "Succeed" | "Fail" | "Parallel" | "Map" => Ok(()),
        other => refused(format!("state `{name}` is of no known type: `{other}`")),
    }
}

pub(super) fn states(machine: &Value) -> Option<&Map<String, Value>> {
    machine.get("States").and_then(Value::as_object)
}

/// The machines inside a state, each with its name as a branch.
pub(super) fn branches<'d>(name: &str, state: &'d Value) -> Vec<(String, &'d Value)> {
    let map = state.get("ItemProcessor").or_else(|| state.get("Iterator"));
    let parallel = state.get("Branches").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let all = parallel.iter().chain(map);
    all.enumerate().map(|(index, machine)| (format!("{name}/{index}"), machine)).collect()
}

/// A Task of a definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Its name.
    pub name: String,
    pub(super) resource: Resource,
    /// Errors that its own retriers and catchers name.
    pub(super) errors: Vec<String>,
}

impl Task {
    /// Whether the call starts a cluster: a failure may come before or after it exists.
    pub(super) fn creates_cluster(&self) -> bool {
        matches!(self.resource.action.as_str(), "createCluster" | "runJobFlow")
            && self.resource.pattern != Pattern::Token
    }
}

/// The names of all states, those of branches included.
#[must_use]
pub fn state_names(definition: &Value) -> Vec<String> {
    let mut names = Vec::new();
    for (name, state) in states(definition).into_iter().flatten() {
        names.push(name.clone());
        names.extend(branches(name, state).into_iter().flat_map(|(_, inner)| state_names(inner)));
    }
    names
}

/// All Tasks, those of branches included, in the order in which they are written.
#[must_use]
pub fn tasks(definition: &Value) -> Vec<Task> {
    let mut found = Vec::new();
    collect(definition, &mut found);
    found
}

fn collect(machine: &Value, found: &mut Vec<Task>) {
    for (name, state) in states(machine).into_iter().flatten() {
        let resource = state.get("Resource").and_then(Value::as_str).and_then(|arn| Resource::parse(arn).ok());
        if let Some(resource) = resource {
            found.push(Task { name: name.clone(), resource, errors: named_errors(state) });
        }
        branches(name, state).into_iter().for_each(|(_, inner)| collect(inner, found));
    }
}

/// Errors by the names of services; the reserved ones are tried anyway.
fn named_errors(state: &Value) -> Vec<String> {
    let list = |key: &str| state.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let handlers = list("Retry").iter().chain(list("Catch"));
    let names = handlers.filter_map(|handler| handler.get("ErrorEquals")?.as_array()).flatten();
    names.filter_map(Value::as_str).filter(|name| !name.starts_with("States.")).map(str::to_owned).collect()
}
