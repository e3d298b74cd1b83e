//! Outcomes for people.

use std::fmt::Write as _;

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width};
use pipelinec_asl::simulate::{Ends, Entered, Failure, Left, Matrix, Outcome, Problem, Row, Status};

use crate::commands::plural;
use crate::render::is_visible;

/// How wide lines are.
const WIDTH: usize = 100;
/// Widths of the table's columns.
const COLUMNS: [u16; 5] = [30, 34, 48, 26, 22];
/// States of a path that the table shows: the first, and the last.
const SHOWN: (usize, usize) = (4, 2);

/// One run.
pub(super) fn outcome(outcome: &Outcome) -> String {
    let mut out = String::new();
    for step in &outcome.trace {
        let place = if step.branch.is_empty() { String::new() } else { format!("{}: ", step.branch) };
        line(&mut out, &format!("{:>8} s  {place}{}: {}", step.second, step.state, clean(&step.what)));
    }
    if !outcome.trace.is_empty() {
        out.push('\n');
    }
    line(&mut out, &format!("{} after {} (simulated)", outcome.status, duration(outcome.seconds)));
    if let Some(error) = &outcome.error {
        line(&mut out, &format!("error: {}", clean(error)));
    }
    if let Some(cause) = outcome.cause.as_ref().filter(|cause| !cause.is_empty()) {
        line(&mut out, &format!("cause: {}", clean(cause)));
    }
    line(&mut out, "path:");
    out.push_str(&wrapped(&loops_once(&outcome.path)));
    if outcome.left_running.is_empty() {
        line(&mut out, "left running: nothing");
    } else {
        line(&mut out, "left running:");
        for left in &outcome.left_running {
            line(
                &mut out,
                &format!("  {} {} (`{}`): {}", left.kind, clean(&left.id), clean(&left.started_by), ends(left.ends)),
            );
        }
    }
    for state in &outcome.not_reached {
        line(&mut out, &format!("note: `{}` did not fail, because the run did not come there", clean(state)));
    }
    for problem in outcome.problems() {
        line(&mut out, &format!("problem: {}", what_is_wrong(problem)));
    }
    out
}

/// A line. Writing to a string cannot fail.
fn line(out: &mut String, text: &str) {
    let _ = writeln!(out, "{text}");
}

/// Nothing of a definition does something to a terminal.
fn clean(text: &str) -> String {
    text.chars().map(|c| if is_visible(c) { c } else { ' ' }).collect()
}

fn duration(seconds: u64) -> String {
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, 0) => format!("{minutes} min"),
        (0, minutes, seconds) => format!("{minutes} min {seconds} s"),
        (hours, 0, _) => format!("{hours} h"),
        (hours, minutes, _) => format!("{hours} h {minutes} min"),
    }
}

fn ends(ends: Ends) -> String {
    match ends {
        Ends::Never => "runs until somebody ends it".into(),
        Ends::Idle(seconds) => format!("ends itself when idle for {} (the backstop)", duration(seconds)),
        Ends::ByItself => "ends by itself; nobody waited for it".into(),
    }
}

fn what_is_wrong(problem: Problem) -> &'static str {
    match problem {
        Problem::Leak => "something runs on for ever",
        Problem::NotAwaited => "the run succeeded and did not wait for, or end, what it started",
        Problem::FailureEndedInSuccess => "something failed, and the run succeeded",
    }
}

fn word(problem: Problem) -> &'static str {
    match problem {
        Problem::Leak => "LEAK",
        Problem::NotAwaited => "NOT AWAITED",
        Problem::FailureEndedInSuccess => "FAILURE ENDED IN SUCCESS",
    }
}

/// The states of a path, a loop's once: `Wait (4x)`.
fn loops_once(path: &[Entered]) -> Vec<String> {
    let mut seen: Vec<(&Entered, usize)> = Vec::new();
    let mut places = std::collections::BTreeMap::new();
    for entered in path {
        let place = *places.entry((&entered.branch, &entered.state)).or_insert_with(|| {
            seen.push((entered, 0));
            seen.len() - 1
        });
        if let Some((_, times)) = seen.get_mut(place) {
            *times += 1;
        }
    }
    let name = |(entered, times): &(&Entered, usize)| {
        let place = if entered.branch.is_empty() { String::new() } else { format!("{}: ", entered.branch) };
        let times = if *times > 1 { format!(" ({times}x)") } else { String::new() };
        clean(&format!("{place}{}{times}", entered.state))
    };
    seen.iter().map(name).collect()
}

fn wrapped(names: &[String]) -> String {
    let (mut out, mut width) = (String::from("  "), 2);
    for (number, name) in names.iter().enumerate() {
        let piece = if number == 0 { name.clone() } else { format!(" → {name}") };
        if width + piece.chars().count() > WIDTH && number > 0 {
            out.push_str("\n   ");
            width = 3;
        }
        width += piece.chars().count();
        out.push_str(&piece);
    }
    out + "\n"
}

/// Every failure, those alike in one line.
pub(super) fn matrix(matrix: &Matrix, verbose: bool) -> String {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(["state failed", "error", "path after it", "left running", "how the run ended"]);
    let mut groups: Vec<([String; 4], Vec<String>)> = Vec::new();
    for row in &matrix.rows {
        let cells = cells(row, verbose);
        let error = error(row);
        match groups.iter_mut().find(|(known, _)| *known == cells) {
            Some((_, errors)) => errors.push(error),
            None => groups.push((cells, vec![error])),
        }
    }
    for ([state, path, left, end], errors) in groups {
        table.add_row([state, errors.join("\n"), path, left, end]);
    }
    for (column, width) in table.column_iter_mut().zip(COLUMNS) {
        column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
    }
    let mut out = String::new();
    line(&mut out, "nothing fails:");
    out.push_str(&outcome(&matrix.undisturbed));
    line(&mut out, &format!("\n{table}\n"));
    for state in &matrix.not_reached {
        line(&mut out, &format!("note: no run came to `{}`", clean(state)));
    }
    line(&mut out, &summary(matrix));
    out
}

/// State, path, what is left, and the end.
fn cells(row: &Row, verbose: bool) -> [String; 4] {
    let also = row.with.iter().map(|failure| format!("\n(after {} of `{}`)", failure.error, failure.state));
    let state = format!("{}{}", row.failure.state, also.collect::<String>());
    let at = row.outcome.path.iter().rposition(|entered| entered.state == row.failure.state);
    let after = at.and_then(|at| row.outcome.path.get(at + 1..)).unwrap_or_default();
    let left: Vec<String> = row.outcome.left_running.iter().map(left).collect();
    let left = if left.is_empty() { "nothing".into() } else { left.join("\n") };
    [clean_lines(&state), path_cell(&loops_once(after), verbose), clean_lines(&left), clean_lines(&end(row))]
}

fn clean_lines(text: &str) -> String {
    text.lines().map(clean).collect::<Vec<_>>().join("\n")
}

fn left(left: &Left) -> String {
    let ends = match left.ends {
        Ends::Never => "for ever".into(),
        Ends::Idle(seconds) => format!("until idle for {}", duration(seconds)),
        Ends::ByItself => "until it is done".into(),
    };
    format!("{} of `{}` {ends}", left.kind, left.started_by)
}

fn end(row: &Row) -> String {
    let status = row.outcome.status.to_string();
    let mut lines = vec![status];
    // Most runs end with the error that was injected.
    lines.extend(row.outcome.error.iter().filter(|error| **error != row.failure.error).cloned());
    lines.extend(row.problems.iter().map(|problem| word(*problem).to_owned()));
    lines.join("\n")
}

fn error(row: &Row) -> String {
    let Failure { error, started, .. } = &row.failure;
    let is_usual = *started == Failure::new("", error).started;
    let when = match (is_usual, started) {
        (true, _) => "",
        (false, true) => " (started)",
        (false, false) => " (before)",
    };
    format!("{}{when}", clean(error))
}

fn path_cell(names: &[String], verbose: bool) -> String {
    if names.is_empty() {
        return "none: the run ends there".into();
    }
    let (first, last) = SHOWN;
    let cut = names.len().checked_sub(first + last).filter(|cut| *cut > 1 && !verbose);
    let shown = match cut {
        None => names.to_vec(),
        Some(cut) => {
            let head = names.iter().take(first).cloned();
            head.chain([format!("… {cut} more …")]).chain(names.iter().skip(first + cut).cloned()).collect()
        }
    };
    shown.join(" → ")
}

fn summary(matrix: &Matrix) -> String {
    let count = |problem| matrix.rows.iter().filter(|row| row.problems.contains(&problem)).count();
    let is_idle = |left: &Left| matches!(left.ends, Ends::Idle(_));
    let backstop = matrix.rows.iter().filter(|row| row.outcome.left_running.iter().any(is_idle)).count();
    let succeeded = matrix.rows.iter().filter(|row| row.outcome.status == Status::Succeeded).count();
    format!(
        "{}: {}, {} not awaited, {} ended in success wrongly; {succeeded} succeeded all the same; \
         {backstop} left to an idle policy (the backstop)",
        plural(matrix.rows.len(), "failure"),
        plural(count(Problem::Leak), "leak"),
        count(Problem::NotAwaited),
        count(Problem::FailureEndedInSuccess),
    )
}
