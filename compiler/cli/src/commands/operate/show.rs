//! What runs look like: stages while they go, a failure, results.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::io::IsTerminal;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use comfy_table::Table;
use comfy_table::presets::UTF8_FULL_CONDENSED;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use pipelinec_deploy::operate::failure::Failure;
use pipelinec_deploy::operate::follow::Update;
use pipelinec_deploy::operate::history::{Stage, Status};
use pipelinec_deploy::operate::results::Rows;
use serde_json::{Value, json};

use crate::commands::{print, say};
use crate::exit::Exit;
use crate::project::Project;
use crate::render::is_visible;

/// How often the spinner turns.
const TICK: Duration = Duration::from_millis(100);

/// Widest text shown in a cell.
const MAX_CELL: usize = 40;

/// Shows a run's progress: a spinner on a terminal, lines elsewhere, an event per line as JSON.
pub(super) struct Progress {
    bar: ProgressBar,
    json: bool,
    quiet: bool,
    running: RefCell<Vec<String>>,
}

impl Progress {
    pub(super) fn new(json: bool, quiet: bool) -> Self {
        let is_visible = !json && !quiet && std::io::stderr().is_terminal();
        let target = if is_visible { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
            bar.set_style(style);
        }
        if is_visible {
            bar.enable_steady_tick(TICK);
        }
        Self { bar, json, quiet, running: RefCell::default() }
    }

    pub(super) fn update(&self, update: &Update<'_>) {
        if self.json {
            event(&json!(update));
            return;
        }
        match update {
            Update::Started { stage } => {
                if self.bar.is_hidden() {
                    self.line(&format!("  {}", stage.name));
                }
                self.running.borrow_mut().push(stage.name.clone());
                self.bar.reset_elapsed();
            }
            Update::Ended { stage } => {
                self.running.borrow_mut().retain(|name| *name != stage.name);
                self.line(&ended(stage));
            }
            Update::Waiting { reason } => self.line(&format!("note: {reason}; asking again")),
        }
        self.bar.set_message(self.running.borrow().join(", "));
    }

    pub(super) fn line(&self, text: &str) {
        if !self.quiet {
            self.bar.suspend(|| say(text));
        }
    }

    pub(super) fn message(&self, text: String) {
        self.bar.set_message(text);
    }

    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

/// One JSON object on a line of its own. Who closes the pipe has seen enough.
pub(super) fn event(value: &Value) {
    let _ = print(&value.to_string());
}

fn ended(stage: &Stage) -> String {
    let mark = match stage.status {
        Status::Running => "…",
        Status::Succeeded => "✓",
        Status::Failed => "✗",
    };
    let rounds = if stage.rounds > 1 { format!(", {} times", stage.rounds) } else { String::new() };
    let tries = if stage.tries > stage.rounds { format!(", {} tries", stage.tries) } else { String::new() };
    format!("{mark} {} {}{rounds}{tries}", stage.name, duration(stage.seconds(now())))
}

/// Seconds since 1970.
pub(super) fn now() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |since| since.as_secs_f64())
}

/// `0.4 s`, `34 s`, `12 min 05 s`, `1 h 02 min`
pub(super) fn duration(seconds: f64) -> String {
    if seconds < 10.0 {
        return format!("{seconds:.1} s");
    }
    let whole = Duration::from_secs_f64(seconds.min(1e9)).as_secs();
    let (hours, minutes, seconds) = (whole / 3_600, whole / 60 % 60, whole % 60);
    if hours > 0 {
        format!("{hours} h {minutes:02} min")
    } else if minutes > 0 {
        format!("{minutes} min {seconds:02} s")
    } else {
        format!("{seconds} s")
    }
}

/// Why a run failed, for people.
pub(super) fn failure(failure: &Failure, project: &Project) -> String {
    let mut text = String::new();
    let stage = failure.stage.as_deref().unwrap_or("the run itself");
    // Writing to a string cannot fail.
    let _ = writeln!(text, "failed: {stage}\n  {}: {}", failure.error, one_line(&failure.reason));
    for log in &failure.logs {
        let _ = writeln!(text, "\n{}", log.url);
        for line in &log.lines {
            let _ = writeln!(text, "  │ {line}");
        }
    }
    if let Some(why) = &failure.no_log {
        let _ = writeln!(text, "  {why}");
    }
    if let Some(place) = &failure.place {
        let line = spec_line(project, &place.file, place.line);
        let _ =
            writeln!(text, "\nfrom the spec, dataset `{}`:\n  {}:{}  {line}", place.dataset, place.file, place.line);
    }
    text
}

/// The line as it stands in the spec now, which may be newer than the one that ran.
fn spec_line(project: &Project, file: &str, line: usize) -> String {
    let found = project.files.iter().find(|known| known.name.rsplit('/').next() == Some(file));
    let text = found.map(|file| String::from_utf8_lossy(&file.bytes).into_owned()).unwrap_or_default();
    text.lines().nth(line.saturating_sub(1)).unwrap_or_default().trim().to_owned()
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if is_visible(c) { c } else { ' ' }).collect()
}

/// The rows of queries.
pub(super) fn results(all: &[Rows]) -> Exit {
    let mut text = String::new();
    for result in all {
        let more = if result.more { ", first rows" } else { "" };
        let mut table = Table::new();
        table.load_style(UTF8_FULL_CONDENSED);
        table.set_header(result.columns.iter().map(|name| clip(name)));
        for row in &result.rows {
            table.add_row(row.iter().map(|value| clip(value)));
        }
        let _ = writeln!(text, "query {} ({}{more})\n{table}\n", result.query, result.url);
    }
    if text.is_empty() { Exit::Clean } else { print(&text) }
}

fn clip(text: &str) -> String {
    let line = one_line(text);
    match line.char_indices().nth(MAX_CELL) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::duration;

    #[test]
    fn durations() {
        assert_eq!(duration(0.44), "0.4 s");
        assert_eq!(duration(34.9), "34 s");
        assert_eq!(duration(725.0), "12 min 05 s");
        assert_eq!(duration(3_725.0), "1 h 02 min");
    }
}
