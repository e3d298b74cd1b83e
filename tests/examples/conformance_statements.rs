//! Prints the conformance cases and the function table's examples as JSON lines, in an engine's SQL.
//!
//! ```sh
//! cargo run -p pipelinec-tests --features cases --example conformance_statements -- trino
//! ```

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use pipelinec_core::sql::Dialect;
use pipelinec_tests::conformance::{load_cases, statements};

fn main() -> ExitCode {
    match print() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            let _ = writeln!(std::io::stderr(), "{message}");
            ExitCode::FAILURE
        }
    }
}

fn print() -> Result<(), String> {
    let dialect = match std::env::args().nth(1).as_deref() {
        Some("spark") => Dialect::Spark,
        Some("trino") => Dialect::Trino,
        _ => return Err("usage: conformance_statements spark|trino".to_owned()),
    };
    let cases = load_cases(&Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance/cases"))?;
    let mut out = std::io::stdout().lock();
    for statement in statements(&cases, dialect)? {
        writeln!(out, "{statement}").map_err(|error| error.to_string())?;
    }
    Ok(())
}
