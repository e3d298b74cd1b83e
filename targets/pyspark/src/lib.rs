//! Plan to PySpark jobs: one readable script per job, and the runtime they import.
//!
//! A script holds contracts for what it reads, one function per dataset (a chain of DataFrame calls, each with the
//! place in the spec it comes from) and a `main` that reads, stages and checks. Everything else (arguments, session
//! settings, contract checks, publication, metrics, exit codes) is the runtime's, `spark-jobs/pipelinec_runtime`.

mod checks;
mod expr;
mod job;
mod layout;
mod ops;
mod runtime;
mod schema;
mod text;
mod words;

use pipelinec_core::Diagnostic;
use pipelinec_core::plan::Plan;
use pipelinec_core::target::{Bundle, Places};

/// Where the runtime stands in the bundle: beside the jobs, for `spark-submit --py-files`.
pub const RUNTIME: &str = "jobs/pipelinec_runtime.zip";

/// Adds `jobs/<job>.py` for each job, and the runtime they import.
#[must_use]
pub fn emit(plan: &Plan, places: &Places<'_>, bundle: &mut Bundle) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for job in &plan.jobs {
        match job::script(plan, job, places) {
            Ok(script) => bundle.add(format!("jobs/{}.py", job.name), script),
            Err(errors) => diagnostics.extend(errors.iter().map(pipelinec_core::sql::RenderError::diagnostic)),
        }
    }
    if !plan.jobs.is_empty() {
        bundle.files.insert(RUNTIME.to_owned(), runtime::archive());
    }
    diagnostics
}
