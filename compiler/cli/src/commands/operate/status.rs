//! `pipelinec status`: what is deployed, what runs, what ran.

use std::fmt::Write as _;

use comfy_table::Table;
use comfy_table::presets::NOTHING;
use pipelinec_deploy::operate::account::{Deployed, Execution};
use pipelinec_deploy::operate::history::Stages;
use pipelinec_deploy::operate::range::utc;
use pipelinec_deploy::operate::trouble::Trouble;
use serde_json::{Value, json};

use super::show::{duration, now};
use super::{Deployment, block_on};
use crate::args::{Global, RunFormat, StatusArgs};
use crate::commands::{print, say};
use crate::exit::Exit;

pub(crate) fn run(args: &StatusArgs, global: &Global) -> Exit {
    match Deployment::read(&args.account, global) {
        Ok(deployment) => block_on(status(args, &deployment), || say("interrupted; nothing was changed")),
        Err(exit) => exit,
    }
}

async fn status(args: &StatusArgs, deployment: &Deployment) -> Result<Exit, Trouble> {
    let account = deployment.connect().await?;
    let deployed = account.deployed().await?;
    let mut runs = Vec::new();
    for listed in account.executions(args.runs.into()).await? {
        // A list may be a little behind: what runs is looked at itself.
        runs.push(if listed.is_running() {
            let (execution, stages) = account.look(&listed.name).await?;
            (execution, Some(stages))
        } else {
            (listed, None)
        });
    }
    Ok(match args.format {
        RunFormat::Json => print(&format!("{:#}", as_json(deployment, &deployed, &runs))),
        RunFormat::Text => print(&as_text(deployment, &deployed, &runs)),
    })
}

fn seconds(run: &Execution) -> f64 {
    (run.ended.unwrap_or_else(now) - run.started).max(0.0)
}

fn as_json(deployment: &Deployment, deployed: &Deployed, runs: &[(Execution, Option<Stages>)]) -> Value {
    let run = |(run, stages): &(Execution, Option<Stages>)| {
        let stages: Option<Vec<&str>> = stages.as_ref().map(|all| all.running().map(|s| s.name.as_str()).collect());
        json!({
            "execution": run.name, "arn": run.arn, "status": run.status.as_str(), "started": run.started,
            "seconds": seconds(run), "stages": stages,
        })
    };
    json!({
        "pipeline": &*deployment.pipeline().name, "environment": deployment.environment, "machine": deployed.arn,
        "version": deployed.version, "deployed": deployed.since, "runs": runs.iter().map(run).collect::<Vec<_>>(),
    })
}

fn as_text(deployment: &Deployment, deployed: &Deployed, runs: &[(Execution, Option<Stages>)]) -> String {
    let version = match &deployed.version {
        Some(version) => format!("version {version}"),
        None => "without the alias `live`".to_owned(),
    };
    let since = deployed.since.map(|since| format!(", deployed {}", utc(since))).unwrap_or_default();
    let mut text = format!("{} in {}: {version}{since}\n", deployment.pipeline().name, deployment.environment);
    if runs.is_empty() {
        text.push_str("no runs yet\n");
        return text;
    }
    for (run, stages) in runs {
        let Some(stages) = stages.as_ref().filter(|_| run.is_running()) else { continue };
        let at: Vec<String> =
            stages.running().map(|stage| format!("{} ({})", stage.name, duration(stage.seconds(now())))).collect();
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "running: {}, at {}",
            run.name,
            if at.is_empty() { "its start".into() } else { at.join(", ") }
        );
    }
    let mut table = Table::new();
    table.load_style(NOTHING);
    table.set_header(["run", "status", "started", "duration"]);
    for (run, _) in runs {
        #[expect(clippy::cast_possible_truncation, reason = "seconds of a date")]
        let started = utc(run.started as i64);
        table.add_row([run.name.clone(), run.status.as_str().to_owned(), started, duration(seconds(run))]);
    }
    let _ = writeln!(text, "{table}");
    text
}
