//! The examples of the function table.

use pipelinec_core::functions;
use pipelinec_core::sql::Dialect;
use pipelinec_core::types::Type;
use pipelinec_local::cell::Cell;

use super::embedded::Report;
use super::engine::Engine;
use super::typed;

/// Runs every example of every row.
#[must_use]
pub fn run_examples(engine: &Engine) -> Report {
    let mut report = Report::default();
    for function in functions::table() {
        for example in function.examples {
            let id = format!("{}: {}", function.name, example.expr);
            report.count(&id, run(example, engine), None);
        }
    }
    report
}

fn run(example: &functions::Example, engine: &Engine) -> Result<(), String> {
    let (ty, sql) = typed::constant(example.expr, Dialect::DataFusion).map_err(|refusal| refusal.to_string())?;
    let rows = engine.rows(&format!("SELECT {sql} AS value"), &ty)?;
    match rows.first().and_then(|row| row.first()) {
        Some(value) if agrees(value, example.result, &ty) => Ok(()),
        Some(value) => Err(format!("gives {value}, not {}\n    {sql}", example.result)),
        None => Err("gives no row".to_owned()),
    }
}

/// Examples are written for people: a double may be shown without its last digits, or as a whole number.
fn agrees(value: &Cell<'_>, expected: &str, ty: &Type) -> bool {
    match (value, expected.parse::<f64>()) {
        (Cell::Double(value), Ok(expected)) if *ty == Type::Double => {
            (value - expected).abs() <= 1e-11 * expected.abs().max(1.0)
        }
        _ => value.to_string() == expected,
    }
}
