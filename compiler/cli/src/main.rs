//! `pipelinec`: the command line. The only crate that reads arguments, files and the environment.

mod args;
mod commands;
mod exit;
#[cfg(feature = "engine")]
mod progress;
mod project;
mod render;
#[cfg(feature = "engine")]
mod tables;
mod write;

use clap::Parser;

use crate::args::{Cli, Command};

// Checking a large project allocates many small nodes; mimalloc makes that measurably cheaper than the system's malloc.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    let cli = Cli::parse();
    let exit: exit::Exit = match &cli.command {
        Command::Check(args) => commands::check::run(args, &cli.global),
        #[cfg(feature = "engine")]
        Command::Run(args) => commands::run::run(args, &cli.global),
        #[cfg(feature = "engine")]
        Command::Test(args) => commands::test::run(args, &cli.global),
        Command::Build(args) => commands::build::run(args, &cli.global),
        Command::Simulate(args) => commands::simulate::run(args, &cli.global),
        Command::Audit(args) => commands::audit::run(args, &cli.global),
        Command::Diff(args) => commands::diff::run(args, &cli.global),
        #[cfg(feature = "deploy")]
        Command::Start(args) => commands::operate::start::run(args, &cli.global),
        #[cfg(feature = "deploy")]
        Command::Status(args) => commands::operate::status::run(args, &cli.global),
        #[cfg(feature = "deploy")]
        Command::Logs(args) => commands::operate::logs::run(args, &cli.global),
        Command::Graph(args) => commands::graph::run(args, &cli.global),
        Command::Explain(args) => commands::explain::run(args),
        Command::Completions(args) => commands::completions::run(args),
    };
    exit.into()
}
