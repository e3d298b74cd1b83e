//! From arguments to what happens in a run.

use pipelinec_asl::simulate::{Failure, Scenario, state_names};
use pipelinec_core::diag::suggest::did_you_mean;
use pipelinec_core::ir::Param;
use pipelinec_core::types::Type;
use serde_json::{Map, Value, json};

use super::Machine;
use crate::args::SimulateArgs;

/// The error of a failure that names none.
const DEFAULT_ERROR: &str = "States.TaskFailed";

pub(super) fn read(args: &SimulateArgs, machine: &Machine) -> Result<Scenario, String> {
    let names = state_names(&machine.definition);
    let known = |name: &str| {
        if names.iter().any(|known| known == name) {
            return Ok(());
        }
        let help = did_you_mean(name, names.iter().map(String::as_str));
        Err(format!("there is no state `{name}`{}", help.map(|help| format!(": {help}")).unwrap_or_default()))
    };
    let mut failures = Vec::new();
    for text in &args.fail {
        // A state's name may hold any of our signs.
        let failure = if known(text).is_ok() { Failure::new(text, DEFAULT_ERROR) } else { failure(text)? };
        known(&failure.state)?;
        failures.push(failure);
    }
    let mut answers = Vec::new();
    for text in &args.answer {
        let (state, answer) = text.split_once('=').ok_or_else(|| format!("`{text}` is not `STATE=JSON`"))?;
        known(state)?;
        answers.push((state.to_owned(), json_or_file(answer)?));
    }
    let input = match &args.input {
        Some(text) => json_or_file(text)?,
        None => machine.input.clone(),
    };
    Ok(Scenario { input, failures, answers, trace: args.trace })
}

/// `STATE[=ERROR][*N][@started|@before]`.
fn failure(text: &str) -> Result<Failure, String> {
    let (rest, started) = match text.rsplit_once('@') {
        Some((rest, "started")) => (rest, Some(true)),
        Some((rest, "before")) => (rest, Some(false)),
        Some(_) | None => (text, None),
    };
    let (rest, times) = match rest.rsplit_once('*') {
        None => (rest, None),
        Some((rest, times)) => {
            let times: u32 = times.parse().map_err(|_| format!("`*{times}` of `{text}` is no number of times"))?;
            (rest, Some(times))
        }
    };
    let (state, error) = rest.rsplit_once('=').unwrap_or((rest, DEFAULT_ERROR));
    if error.is_empty() {
        return Err(format!("`{text}` names no error after `=`"));
    }
    let failure = Failure::new(state, error);
    Ok(Failure { times, started: started.unwrap_or(failure.started), ..failure })
}

fn json_or_file(text: &str) -> Result<Value, String> {
    let read = |path: &str| std::fs::read_to_string(path).map_err(|error| format!("`{path}`: {error}"));
    let content = text.strip_prefix('@').map(read).transpose()?;
    let what = if content.is_some() { text } else { "the value" };
    serde_json::from_str(content.as_deref().unwrap_or(text)).map_err(|error| format!("{what} is not JSON: {error}"))
}

/// An input that gives a value to every parameter that needs one.
pub(super) fn sample(params: &[Param]) -> Value {
    let needed = params.iter().filter(|param| param.default.is_none());
    let values: Map<String, Value> =
        needed.filter_map(|param| Some((param.name.to_string(), sample_of(&param.ty)?))).collect();
    if values.is_empty() { json!({}) } else { json!({ "params": values }) }
}

fn sample_of(ty: &Type) -> Option<Value> {
    Some(match ty {
        Type::Boolean => json!(true),
        Type::Bigint => json!(1),
        Type::Double => json!(1.5),
        Type::Decimal(_) => json!("1"),
        Type::String => json!("text"),
        Type::Date => json!("2026-01-01"),
        Type::Timestamp => json!("2026-01-01 00:00:00"),
        // No parameter is of these.
        Type::Array(_) | Type::Struct(_) | Type::Map(_) | Type::Null | Type::Error => return None,
    })
}
