//! `pipelinec run`: the whole pipeline on this machine.

use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::Arc;

use pipelinec_core::ir::Pipeline;
use pipelinec_local::run::{self, Cancel, Failure, Observer, RunOptions, RunReport};

use super::{load, print, say};
use crate::args::{Format, Global, RunArgs, RunFormat};
use crate::exit::Exit;
use crate::progress::Progress;
use crate::project::Project;
use crate::render::{self, Findings};
use crate::tables;

/// How every run ends that does not succeed.
const UNCHANGED: &str = "nothing was published; earlier results are as they were";

pub(crate) fn run(args: &RunArgs, global: &Global) -> Exit {
    let (project, pipeline) = match load(&args.spec, global) {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    let options = match options(args, &project, &pipeline) {
        Ok(options) => options,
        Err(message) => {
            say(&format!("error: {message}"));
            return Exit::Usage;
        }
    };
    stop_on_interrupt(&options.cancel);
    let progress = Arc::new(Progress::new(global.quiet, global.verbose));
    let observer: Arc<dyn Observer> = progress.clone();
    // Staged outputs are removed on the way up, so that a fault of the engine's leaves the folder as any failure does.
    let result = std::panic::catch_unwind(AssertUnwindSafe(|| run::run(&pipeline, &options, &observer)));
    progress.finish();
    match result {
        Ok(Ok(report)) => finished(args, global, &pipeline, &options, &report),
        Ok(Err(failure)) => failed(args, &project, &pipeline, failure),
        Err(_) => {
            say("error: the embedded engine failed, for want of threads or memory or by a fault of pipelinec");
            say(UNCHANGED);
            Exit::Findings
        }
    }
}

fn options(args: &RunArgs, project: &Project, pipeline: &Pipeline) -> Result<RunOptions, String> {
    let data = args.data.clone().unwrap_or_else(|| project.default_data());
    let out = args.out.clone().unwrap_or_else(|| PathBuf::from("out").join(&*pipeline.name));
    let mut options = RunOptions::new(data, out);
    for text in &args.params {
        let Some((name, value)) = text.split_once('=') else {
            return Err(format!("`--param {text}`: write `--param name=value`"));
        };
        options.params.push((name.to_owned(), value.to_owned()));
    }
    options.select.clone_from(&args.select);
    options.limit_rows = args.limit_rows;
    options.shown_rows = args.show;
    options.memory_limit = args.memory.as_deref().map(bytes).transpose()?;
    Ok(options)
}

/// `512MB`, `4GB`, `4 GiB`, or bytes. Decimal and binary units mean the same here: powers of 1024.
fn bytes(text: &str) -> Result<u64, String> {
    let wrong = || format!("`--memory {text}`: write a size such as 512MB or 4GB");
    let digits = text.trim().trim_end_matches(|c: char| c.is_ascii_alphabetic()).trim_end();
    let unit = match text.trim().get(digits.len()..).unwrap_or_default().trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kb" | "kib" => 1 << 10,
        "m" | "mb" | "mib" => 1 << 20,
        "g" | "gb" | "gib" => 1 << 30,
        _ => return Err(wrong()),
    };
    digits.parse::<u64>().ok().and_then(|n| n.checked_mul(unit)).filter(|n| *n > 0).ok_or_else(wrong)
}

/// Ctrl-C and a polite kill stop the run, which then cleans up after itself; a second one stops at once.
fn stop_on_interrupt(cancel: &Cancel) {
    let cancel = cancel.clone();
    let mut asked = false;
    let handler = move || {
        if std::mem::replace(&mut asked, true) {
            std::process::exit(130);
        }
        cancel.cancel();
    };
    if ctrlc::set_handler(handler).is_err() {
        say("note: Ctrl-C cannot be handled here; a stopped run may leave its staging folder behind");
    }
}

fn finished(args: &RunArgs, global: &Global, pipeline: &Pipeline, options: &RunOptions, report: &RunReport) -> Exit {
    let text = match args.format {
        RunFormat::Json => tables::json(&pipeline.name, true, report),
        RunFormat::Text if global.quiet => String::new(),
        RunFormat::Text => tables::text(report),
    };
    let exit = if text.is_empty() { Exit::Clean } else { print(&text) };
    if !global.quiet {
        say(&format!("done in {:.2} s, results in {}", report.seconds, options.out_dir.display()));
    }
    exit
}

fn failed(args: &RunArgs, project: &Project, pipeline: &Pipeline, failure: Failure) -> Exit {
    let Failure { diagnostics, report } = failure;
    let interrupted = diagnostics.iter().any(|d| d.code.0 == "E0903");
    let findings = [Findings { files: &project.files, diagnostics }];
    let shown = render::show(&findings, Format::Text, true);
    if args.format == RunFormat::Json {
        // The run has failed already: whether this text arrives changes nothing.
        let _ = print(&tables::json(&pipeline.name, false, &report));
    }
    say(UNCHANGED);
    match (shown, interrupted) {
        (Err(_), _) => Exit::Usage,
        (Ok(()), true) => Exit::Interrupted,
        (Ok(()), false) => Exit::Findings,
    }
}

#[cfg(test)]
mod tests {
    use super::bytes;

    #[test]
    fn sizes() {
        assert_eq!(bytes("512MB"), Ok(512 << 20));
        assert_eq!(bytes("4 GiB"), Ok(4 << 30));
        assert_eq!(bytes("1024"), Ok(1024));
        assert!(bytes("0").is_err());
        assert!(bytes("4 apples").is_err());
        assert!(bytes("99999999999999GB").is_err());
    }
}
