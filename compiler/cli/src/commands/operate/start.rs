//! `pipelinec start`: a run, followed or not; or a run per day of a range.

use pipelinec_deploy::operate::account::{Account, Deployed};
use pipelinec_deploy::operate::follow::Ended;
use pipelinec_deploy::operate::name::Series;
use pipelinec_deploy::operate::params::{self, Given};
use pipelinec_deploy::operate::start::Started;
use pipelinec_deploy::operate::trouble::Trouble;
use serde_json::json;

use super::show::{self, Progress};
use super::{Deployment, backfill, block_on};
use crate::args::{Format, Global, RunFormat, StartArgs};
use crate::commands::say;
use crate::exit::Exit;
use crate::render::{self, Findings};

/// How many lines of a failed job's log are shown.
const LOG_LINES: usize = 25;

/// How many rows of a query's result are shown.
const ROWS: usize = 10;

pub(crate) fn run(args: &StartArgs, global: &Global) -> Exit {
    let deployment = match Deployment::read(&args.account, global) {
        Ok(deployment) => deployment,
        Err(exit) => return exit,
    };
    let given = match given(args, &deployment) {
        Ok(given) => given,
        Err(exit) => return exit,
    };
    if given.range.is_some() {
        return backfill::run(args, global, &deployment, &given);
    }
    let again = deployment.again();
    let interrupted = || say(&format!("no longer following; the run goes on: `pipelinec status {again}`"));
    block_on(start(args, global, &deployment, &given), interrupted)
}

/// The parameters as they were given. What is wrong with them has been said.
fn given(args: &StartArgs, deployment: &Deployment) -> Result<Given, Exit> {
    let mut pairs = Vec::new();
    for text in &args.params {
        let Some((name, value)) = text.split_once('=') else {
            say(&format!("error: `--param {text}`: write `--param name=value`"));
            return Err(Exit::Usage);
        };
        pairs.push((name.to_owned(), value.to_owned()));
    }
    params::check(&deployment.pipeline().params, &pairs).map_err(|diagnostics| {
        // A lost message changes nothing: the exit code says the same.
        let _ = render::show(&[Findings { files: &deployment.project.files, diagnostics }], Format::Text, true);
        say("nothing was started");
        Exit::Findings
    })
}

async fn start(args: &StartArgs, global: &Global, deployment: &Deployment, given: &Given) -> Result<Exit, Trouble> {
    let account = deployment.connect().await?;
    let deployed = account.deployed().await?;
    let input = given.input();
    let started = account.start_next(&deployed, &Series::of_input(&input), &input).await?;
    announce(args, global, deployment, &deployed, &started);
    if !args.follow {
        return Ok(Exit::Clean);
    }
    let progress = Progress::new(args.format == RunFormat::Json, global.quiet);
    let ended = account.follow(&started.name, &mut |update| progress.update(update)).await;
    progress.finish();
    report(args, &account, deployment, &ended?).await
}

fn announce(args: &StartArgs, global: &Global, deployment: &Deployment, deployed: &Deployed, started: &Started) {
    if args.format == RunFormat::Json {
        let version = &deployed.version;
        let Started { name, arn, was_running } = started;
        show::event(
            &json!({ "event": "run", "execution": name, "arn": arn, "was_running": was_running, "version": version }),
        );
        return;
    }
    if global.quiet {
        return;
    }
    let what = if started.was_running { "already running with these parameters" } else { "started" };
    let version = deployed.version.as_ref().map(|version| format!(" (version {version})")).unwrap_or_default();
    say(&format!("{what}: {}{version}\n  {}", started.name, started.arn));
    if !args.follow {
        say(&format!(
            "follow it: `pipelinec start {} --follow` with the same parameters, or `pipelinec status {}`",
            deployment.again(),
            deployment.again()
        ));
    }
}

/// How a followed run ended.
async fn report(args: &StartArgs, account: &Account, deployment: &Deployment, ended: &Ended) -> Result<Exit, Trouble> {
    let execution = &ended.execution;
    let seconds = execution.ended.unwrap_or_else(show::now) - execution.started;
    let is_json = args.format == RunFormat::Json;
    if execution.succeeded() {
        let results = account.results(&ended.stages, ROWS).await?;
        if is_json {
            let name = &execution.name;
            show::event(&json!({ "event": "succeeded", "execution": name, "seconds": seconds, "results": results }));
            return Ok(Exit::Clean);
        }
        let exit = show::results(&results);
        say(&format!("succeeded in {}: {}", show::duration(seconds), execution.name));
        return Ok(exit);
    }
    let failure = account.failure(&ended.stages, LOG_LINES).await?;
    let status = execution.status.as_str();
    if is_json {
        let name = &execution.name;
        show::event(
            &json!({ "event": "failed", "execution": name, "status": status, "seconds": seconds, "failure": failure }),
        );
    } else {
        say(show::failure(&failure, &deployment.project).trim_end());
        say(&format!("\n{status} after {}: {}", show::duration(seconds), execution.name));
    }
    Ok(Exit::Findings)
}
