//! `pipelinec completions`: a script for the shell.

use clap::CommandFactory;

use super::print;
use crate::args::{Cli, CompletionsArgs};
use crate::exit::Exit;

pub(crate) fn run(args: &CompletionsArgs) -> Exit {
    // Into memory first: clap panics when it cannot write.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "pipelinec", &mut script);
    print(&String::from_utf8_lossy(&script))
}
