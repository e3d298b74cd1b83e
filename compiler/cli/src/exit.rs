//! Exit codes, the same for every command.

use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// 0: done, nothing to report.
    Clean,
    /// 1: findings, a failed run, a failed check.
    Findings,
    /// 2: the command could not be understood or its files not be read.
    Usage,
    /// 130: interrupted, nothing half-written.
    #[cfg(any(feature = "deploy", feature = "engine"))]
    Interrupted,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Clean => 0,
            Exit::Findings => 1,
            Exit::Usage => 2,
            #[cfg(any(feature = "deploy", feature = "engine"))]
            Exit::Interrupted => 130,
        })
    }
}
