//! What a run shows while it works: one line per dataset on a terminal, nothing elsewhere but what goes wrong.

use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::Duration;

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};
use pipelinec_local::run::{CheckResult, DatasetReport, Kind, Observer};

use crate::commands::say;

/// How often the spinner turns.
const TICK: Duration = Duration::from_millis(100);

/// Shows progress on standard error.
pub(crate) struct Progress {
    bar: ProgressBar,
    quiet: bool,
    verbose: bool,
    current: Mutex<String>,
}

impl Progress {
    /// Progress for people, or silence when `quiet` or not on a terminal.
    pub(crate) fn new(quiet: bool, verbose: bool) -> Self {
        let visible = !quiet && std::io::stderr().is_terminal();
        let target = if visible { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
            bar.set_style(style);
        }
        if visible {
            bar.enable_steady_tick(TICK);
        }
        Self { bar, quiet, verbose, current: Mutex::new(String::new()) }
    }

    /// Removes the spinner.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }

    fn line(&self, text: &str) {
        self.bar.suspend(|| say(text));
    }
}

impl Observer for Progress {
    fn dataset_started(&self, name: &str, kind: Kind) {
        let text = format!("{} {name}", kind.word());
        self.bar.set_message(text.clone());
        if let Ok(mut current) = self.current.lock() {
            *current = text;
        }
    }

    fn progress(&self, _name: &str, rows: u64) {
        if let Ok(current) = self.current.lock() {
            self.bar.set_message(format!("{current}: {} rows", HumanCount(rows)));
        }
    }

    fn dataset_finished(&self, report: &DatasetReport) {
        if self.verbose {
            let text = format!(
                "{:9} {}: {} rows in {:.2} s",
                report.kind.word(),
                report.name,
                HumanCount(report.rows),
                report.seconds
            );
            self.line(&text);
        }
    }

    fn check_result(&self, result: &CheckResult) {
        if !result.passed() && !self.quiet {
            self.line(&format!("check `{}` of `{}`: {}", result.name, result.dataset, result.found));
        }
    }

    fn note(&self, text: &str) {
        if !self.quiet {
            self.line(&format!("note: {text}"));
        }
    }
}
