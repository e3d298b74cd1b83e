//! Engine errors as diagnostics.
//!
//! What reading finds wrong travels through the engine as a [`RunError`] and comes out as it was. Everything else is
//! sorted by what the user can do about it.

use std::error::Error;
use std::fmt;
use std::io::{self, ErrorKind};

use datafusion::arrow::error::ArrowError;
use datafusion::error::DataFusionError;
use pipelinec_core::ir::Dataset;
use pipelinec_core::{Diagnostic, diag};

/// Diagnostics on their way through the engine.
#[derive(Debug, Clone)]
pub struct RunError {
    /// What was found.
    pub diagnostics: Vec<Diagnostic>,
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let messages: Vec<&str> = self.diagnostics.iter().map(|d| d.message.as_str()).collect();
        f.write_str(&messages.join("; "))
    }
}

impl Error for RunError {}

impl From<Diagnostic> for RunError {
    fn from(diagnostic: Diagnostic) -> Self {
        Self { diagnostics: vec![diagnostic] }
    }
}

impl From<RunError> for DataFusionError {
    fn from(error: RunError) -> Self {
        Self::External(Box::new(error))
    }
}

/// What an engine error means.
#[derive(Debug, PartialEq)]
enum Cause {
    /// Already found and worded.
    Found(Vec<Diagnostic>),
    /// Out of memory.
    Memory,
    /// Out of disk.
    Disk,
    /// A value that cannot be computed.
    Value(String),
    /// Our fault.
    Fault(String),
}

/// What to say about an error while computing `dataset`.
pub(super) fn explain(error: &DataFusionError, dataset: &Dataset, memory_limit: u64, out: &str) -> Vec<Diagnostic> {
    match cause(error) {
        Cause::Found(diagnostics) => diagnostics,
        Cause::Memory => vec![diag::memory_limit(dataset.span, &dataset.name, memory_limit)],
        Cause::Disk => vec![diag::disk_full(out)],
        Cause::Value(reason) => vec![diag::computation_failed(dataset.span, &dataset.name, &reason)],
        Cause::Fault(message) => vec![diag::engine_failure(dataset.span, &dataset.name, &message)],
    }
}

/// Whether there was not enough memory.
pub(super) fn is_memory(error: &DataFusionError) -> bool {
    cause(error) == Cause::Memory
}

fn cause(error: &DataFusionError) -> Cause {
    match error {
        DataFusionError::Context(_, inner) | DataFusionError::Diagnostic(_, inner) => cause(inner),
        DataFusionError::Shared(inner) => cause(inner),
        DataFusionError::Collection(errors) => errors.first().map_or_else(|| Cause::Fault(error.to_string()), cause),
        DataFusionError::External(inner) => boxed(inner.as_ref()),
        DataFusionError::ArrowError(inner, _) => arrow(inner),
        DataFusionError::IoError(inner) => disk(inner),
        DataFusionError::ResourcesExhausted(_) => Cause::Memory,
        DataFusionError::Execution(message) => Cause::Value(tidy(message)),
        DataFusionError::ParquetError(inner) if full(&inner.to_string()) => Cause::Disk,
        other if full(&other.to_string()) => Cause::Disk,
        other => Cause::Fault(first_line(&other.to_string())),
    }
}

fn boxed(error: &(dyn Error + Send + Sync + 'static)) -> Cause {
    if let Some(found) = error.downcast_ref::<RunError>() {
        Cause::Found(found.diagnostics.clone())
    } else if let Some(inner) = error.downcast_ref::<DataFusionError>() {
        cause(inner)
    } else if let Some(inner) = error.downcast_ref::<ArrowError>() {
        arrow(inner)
    } else if let Some(inner) = error.downcast_ref::<io::Error>() {
        disk(inner)
    } else {
        Cause::Fault(first_line(&error.to_string()))
    }
}

fn arrow(error: &ArrowError) -> Cause {
    match error {
        ArrowError::ExternalError(inner) => boxed(inner.as_ref()),
        ArrowError::IoError(_, inner) => disk(inner),
        ArrowError::CastError(message)
        | ArrowError::ParseError(message)
        | ArrowError::ComputeError(message)
        | ArrowError::ArithmeticOverflow(message)
        | ArrowError::InvalidArgumentError(message) => Cause::Value(tidy(message)),
        ArrowError::DivideByZero => Cause::Value("division by zero".to_owned()),
        other => Cause::Fault(first_line(&other.to_string())),
    }
}

fn disk(error: &io::Error) -> Cause {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Cause::Disk,
        _ => match error.get_ref() {
            Some(inner) => boxed(inner),
            None => Cause::Fault(first_line(&error.to_string())),
        },
    }
}

fn full(message: &str) -> bool {
    message.contains("No space left on device") || message.contains("Disk quota exceeded")
}

/// A strict cast raises its own words inside the engine's: `Cannot cast string 'not a bigint: x' to value of …`.
fn tidy(message: &str) -> String {
    let quoted = message.split('\'').find(|part| part.starts_with("not a"));
    quoted.map_or_else(|| first_line(message), str::to_owned)
}

fn first_line(message: &str) -> String {
    message.lines().next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_are_found_through_wrapping() {
        let found = RunError::from(diag::cancelled());
        let inner = ArrowError::ExternalError(Box::new(DataFusionError::from(found.clone())));
        let outer =
            DataFusionError::Context("while".into(), Box::new(DataFusionError::ArrowError(Box::new(inner), None)));
        assert_eq!(cause(&outer), Cause::Found(found.diagnostics));
        assert_eq!(cause(&DataFusionError::IoError(ErrorKind::StorageFull.into())), Cause::Disk);
        let cast = ArrowError::CastError("Cannot cast string 'not a bigint: x1' to value of Int64 type".into());
        assert_eq!(arrow(&cast), Cause::Value("not a bigint: x1".into()));
    }
}
