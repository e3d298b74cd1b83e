//! `pipelinec simulate`: a state machine in memory, and what its failures leave running.

mod report;
mod scenario;

use std::path::Path;

use pipelinec_asl::simulate::{Refused, every_failure, simulate};
use pipelinec_core::{FileId, Severity};
use serde_json::{Value, json};

use super::{audit, build, print, say};
use crate::args::{Format, Global, SimulateArgs, SimulateFormat};
use crate::exit::Exit;
use crate::render::{self, Findings};

/// A machine, and the input it is started with when the user names none.
struct Machine {
    definition: Value,
    input: Value,
}

pub(crate) fn run(args: &SimulateArgs, global: &Global) -> Exit {
    let machine = match machine(args, global) {
        Ok(machine) => machine,
        Err(exit) => return exit,
    };
    let scenario = match scenario::read(args, &machine) {
        Ok(scenario) => scenario,
        Err(message) => {
            say(&format!("error: {message}"));
            return Exit::Usage;
        }
    };
    let shown = match &args.fail_each {
        Some(errors) => every_failure(&machine.definition, &scenario, errors).map(|matrix| {
            let text = match args.format {
                SimulateFormat::Text => report::matrix(&matrix, global.verbose),
                SimulateFormat::Json => pretty(&json!(matrix)),
            };
            (text, matrix.has_problems())
        }),
        None => simulate(&machine.definition, &scenario).map(|outcome| {
            let problems = outcome.problems();
            let text = match args.format {
                SimulateFormat::Text => report::outcome(&outcome),
                SimulateFormat::Json => {
                    let mut json = json!(outcome);
                    if let Some(fields) = json.as_object_mut() {
                        fields.insert("problems".into(), json!(problems));
                    }
                    pretty(&json)
                }
            };
            (text, !problems.is_empty())
        }),
    };
    match shown {
        Ok((text, has_problems)) => {
            let exit = print(&text);
            if exit == Exit::Clean && has_problems { Exit::Findings } else { exit }
        }
        Err(refused) => not_simulated(args, &refused),
    }
}

fn not_simulated(args: &SimulateArgs, refused: &Refused) -> Exit {
    say(&format!("error: `{}`: {refused}", args.machine.display()));
    Exit::Usage
}

fn pretty(json: &Value) -> String {
    format!("{json:#}")
}

/// Reads a definition, or builds a spec's. Why there is none has been said.
fn machine(args: &SimulateArgs, global: &Global) -> Result<Machine, Exit> {
    if is_definition(&args.machine) {
        return definition(&args.machine).map(|definition| Machine { definition, input: json!({}) });
    }
    let built = build::make(&args.machine, args.env.as_deref(), global)?;
    let definition = built.bundle.text("step_function.json").and_then(|text| serde_json::from_str(text).ok());
    match definition {
        Some(definition) => Ok(Machine { definition, input: scenario::sample(&built.params) }),
        None => {
            say("error: a defect of pipelinec, please report it: the build made no state machine");
            Err(Exit::Findings)
        }
    }
}

/// Whether a path is a definition, not a spec: by its name.
fn is_definition(path: &Path) -> bool {
    let has_extension = path.extension().is_some_and(|extension| extension == "json" || extension == "asl");
    has_extension || path == Path::new(audit::STDIN)
}

fn definition(path: &Path) -> Result<Value, Exit> {
    let file = audit::read(path).map_err(|error| {
        say(&format!("error: `{}`: {error}", path.display()));
        Exit::Usage
    })?;
    let bytes = file.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&file.bytes);
    match serde_json::from_slice(bytes) {
        Ok(definition) => Ok(definition),
        Err(error) => {
            // The audit says where and why; only what it takes and the JSON reader does not is said here.
            let mut diagnostics = audit::findings(FileId(0), &file.bytes);
            diagnostics.retain(|finding| finding.severity == Severity::Error);
            if diagnostics.is_empty() {
                say(&format!("error: `{}`: {error}", path.display()));
            } else {
                // A lost message changes nothing: the exit code says the same.
                let _ = render::show(&[Findings { files: &[file], diagnostics }], Format::Text, false);
            }
            Err(Exit::Usage)
        }
    }
}
