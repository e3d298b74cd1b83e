//! `pipelinec test`: the spec's own tests.

use std::io::Write;

use pipelinec_local::run::{TestOutcome, run_test};

use super::{load, plural, say};
use crate::args::{Format, Global, TestArgs};
use crate::exit::Exit;
use crate::render::{self, Findings};

pub(crate) fn run(args: &TestArgs, global: &Global) -> Exit {
    let (project, pipeline) = match load(&args.spec, global) {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    let wanted = |name: &str| args.only.as_deref().is_none_or(|only| name.contains(only));
    let tests: Vec<_> = pipeline.tests.iter().filter(|t| wanted(&t.name)).collect();
    if tests.is_empty() {
        say(if args.only.is_some() {
            "no test has such a name"
        } else {
            "the spec has no tests: add a `tests:` section"
        });
        return if args.only.is_some() { Exit::Usage } else { Exit::Clean };
    }
    let mut failed = 0;
    for test in &tests {
        match run_test(&pipeline, test) {
            Ok(outcome) => {
                failed += usize::from(!outcome.passed());
                show(&outcome);
            }
            Err(diagnostics) => {
                failed += 1;
                line(&format!("FAILED {}", test.name));
                if render::show(&[Findings { files: &project.files, diagnostics }], Format::Text, true).is_err() {
                    return Exit::Usage;
                }
            }
        }
    }
    line(&format!("{}: {} passed, {failed} failed", plural(tests.len(), "test"), tests.len() - failed));
    if failed == 0 { Exit::Clean } else { Exit::Findings }
}

fn show(outcome: &TestOutcome) {
    if outcome.passed() {
        return line(&format!("ok     {}", outcome.name));
    }
    line(&format!("FAILED {} (- expected, + found)", outcome.name));
    for difference in &outcome.differences {
        line(difference.to_string().trim_end());
    }
}

fn line(text: &str) {
    // A reader that closes the pipe early has seen enough.
    let _ = writeln!(anstream::stdout().lock(), "{text}");
}
