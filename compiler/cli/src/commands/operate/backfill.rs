//! `pipelinec start --param day=FIRST..LAST`: a run per day.

use std::cell::RefCell;

use pipelinec_deploy::operate::backfill::{Backfill, DayRun, Fate};
use pipelinec_deploy::operate::name;
use pipelinec_deploy::operate::overlap::Overlap;
use pipelinec_deploy::operate::params::Given;
use pipelinec_deploy::operate::trouble::Trouble;
use serde_json::json;

use super::show::{self, Progress};
use super::{Deployment, block_on};
use crate::args::{Global, RunFormat, StartArgs};
use crate::commands::{plural, say};
use crate::exit::Exit;

pub(super) fn run(args: &StartArgs, global: &Global, deployment: &Deployment, given: &Given) -> Exit {
    let id = match &args.backfill {
        Some(id) if !name::is_backfill_name(id) => {
            say(&format!("error: `--backfill {id}`: at most 40 letters, digits, `-` and `_`"));
            return Exit::Usage;
        }
        Some(id) => id.clone(),
        None => {
            let parameter = given.range.as_ref().map(|(name, _)| name.as_str()).unwrap_or_default();
            name::backfill(parameter, &given.input())
        }
    };
    let parallel = parallel(args, &Overlap::of(deployment.pipeline()));
    let interrupted = || say("no longer following: days that run go on, the same command does the rest");
    block_on(backfill(args, global, deployment, given, id, parallel), interrupted)
}

/// How many days at once, and what the user should know of runs after each other.
fn parallel(args: &StartArgs, overlap: &Overlap) -> usize {
    let list = |names: &[String]| {
        let shown: Vec<String> = names.iter().take(3).map(|name| format!("`{name}`")).collect();
        let more = names.len().saturating_sub(shown.len());
        shown.join(", ") + &if more > 0 { format!(" and {more} more") } else { String::new() }
    };
    if !overlap.replaced.is_empty() {
        say(&format!(
            "note: every run replaces {} as a whole: they will hold what the last day computes (`mode: overwrite_partitions` keeps days)",
            list(&overlap.replaced)
        ));
    }
    let wanted = usize::from(args.parallel.max(1));
    if wanted > 1 && !overlap.shared.is_empty() {
        say(&format!(
            "note: one day at a time: two runs at once would both replace files of {} (only `mode: append` is safe)",
            list(&overlap.shared)
        ));
        return 1;
    }
    wanted
}

async fn backfill(
    args: &StartArgs,
    global: &Global,
    deployment: &Deployment,
    given: &Given,
    id: String,
    parallel: usize,
) -> Result<Exit, Trouble> {
    let account = deployment.connect().await?;
    let deployed = account.deployed().await?;
    let total = given.range.as_ref().map_or(0, |(_, days)| days.len());
    let is_json = args.format == RunFormat::Json;
    let progress = Progress::new(is_json, global.quiet);
    if !is_json {
        progress.line(&format!("backfill {id}: {}, {parallel} at a time", plural(total, "day")));
    }
    let ended = RefCell::new(0_usize);
    let mut tell = |run: &DayRun| {
        if is_json {
            show::event(&json!({ "event": "day", "day": run.day, "execution": run.execution, "fate": run.fate }));
            return;
        }
        *ended.borrow_mut() += usize::from(run.fate != Fate::Running);
        progress.message(format!("{} of {total} days, {}", ended.borrow(), run.day));
        let mark = match run.fate {
            Fate::Before => "✓ done before",
            Fate::Running => "… running",
            Fate::Succeeded => "✓ succeeded",
            Fate::Failed => "✗ failed",
        };
        progress.line(&format!("{}  {mark}  {}", run.day, run.execution));
    };
    let work = Backfill { deployed: &deployed, given, id, parallel };
    let done = account.backfill(&work, &mut tell).await;
    progress.finish();
    Ok(summary(is_json, &done?, deployment))
}

fn summary(is_json: bool, done: &[DayRun], deployment: &Deployment) -> Exit {
    let count = |fate| done.iter().filter(|run| run.fate == fate).count();
    let failed: Vec<&DayRun> = done.iter().filter(|run| run.fate == Fate::Failed).collect();
    let (now, before) = (count(Fate::Succeeded), count(Fate::Before));
    if is_json {
        let failed: Vec<&str> = failed.iter().map(|run| run.day.as_str()).collect();
        show::event(&json!({ "event": "summary", "succeeded": now, "before": before, "failed": failed }));
    } else {
        say(&format!("{} succeeded, {before} had been done before, {} failed", plural(now, "day"), failed.len()));
    }
    if let (Some(first), false) = (failed.first(), is_json) {
        let days: Vec<&str> = failed.iter().map(|run| run.day.as_str()).collect();
        say(&format!("failed: {}", days.join(", ")));
        say(&format!(
            "why: `pipelinec logs {} --execution {}`; the same command runs them again",
            deployment.again(),
            first.execution
        ));
    }
    if failed.is_empty() { Exit::Clean } else { Exit::Findings }
}
