//! The tasks of the emitted state machine: what it calls, with which parameters.

use pipelinec_core::target::Bundle;
use serde_json::Value;

use crate::Defect;

/// A state that calls a service.
#[derive(Debug)]
pub(crate) struct Task {
    /// The state's name.
    pub(crate) state: String,
    /// `glue:startCrawler` and the like: the resource without `arn:aws:states:::`.
    pub(crate) call: String,
    pub(crate) parameters: Value,
}

impl Task {
    /// `state Start crawler`.
    pub(crate) fn who(&self) -> String {
        format!("state {}", self.state)
    }

    /// A fixed text among the parameters, wherever it is.
    pub(crate) fn text(&self, pointer: &str) -> Result<&str, Defect> {
        let text = self.parameters.pointer(pointer).and_then(Value::as_str);
        text.ok_or_else(|| Defect(format!("the state `{}` has no fixed `{pointer}`", self.state)))
    }
}

/// All tasks of `step_function.json`, in the order of the definition, those of branches and maps too.
pub(crate) fn tasks(bundle: &Bundle) -> Result<Vec<Task>, Defect> {
    let text = bundle.files.get("step_function.json").ok_or_else(|| Defect("there is no state machine".into()))?;
    let machine: Value = serde_json::from_slice(text).map_err(|e| Defect(format!("step_function.json: {e}")))?;
    let mut tasks = Vec::new();
    collect(&machine, &mut tasks)?;
    Ok(tasks)
}

fn collect(machine: &Value, tasks: &mut Vec<Task>) -> Result<(), Defect> {
    for (name, state) in machine.get("States").and_then(Value::as_object).into_iter().flatten() {
        if state.get("Type").and_then(Value::as_str) == Some("Task") {
            tasks.push(task(name, state)?);
        }
        let inner = ["Iterator", "ItemProcessor"].into_iter().filter_map(|key| state.get(key));
        let branches = state.get("Branches").and_then(Value::as_array).into_iter().flatten();
        for machine in branches.chain(inner) {
            collect(machine, tasks)?;
        }
    }
    Ok(())
}

fn task(name: &str, state: &Value) -> Result<Task, Defect> {
    let resource = state.get("Resource").and_then(Value::as_str).unwrap_or_default();
    let call = resource.split_once(":states:::").map(|(_, call)| call.to_owned());
    let call = call.ok_or_else(|| Defect(format!("the state `{name}` calls `{resource}`, which is no integration")))?;
    Ok(Task { state: name.into(), call, parameters: state.get("Parameters").cloned().unwrap_or_default() })
}
