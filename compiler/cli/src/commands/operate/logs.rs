//! `pipelinec logs`: the end of a job's log.

use pipelinec_deploy::operate::failure::JobRun;
use pipelinec_deploy::operate::history::Stages;
use pipelinec_deploy::operate::trouble::Trouble;

use super::{Deployment, block_on};
use crate::args::{Global, LogsArgs};
use crate::commands::{print, say};
use crate::exit::Exit;

pub(crate) fn run(args: &LogsArgs, global: &Global) -> Exit {
    match Deployment::read(&args.account, global) {
        Ok(deployment) => block_on(logs(args, &deployment), || say("interrupted; nothing was changed")),
        Err(exit) => exit,
    }
}

async fn logs(args: &LogsArgs, deployment: &Deployment) -> Result<Exit, Trouble> {
    let account = deployment.connect().await?;
    let name = match &args.execution {
        Some(name) => name.rsplit(':').next().unwrap_or(name).to_owned(),
        None => match account.executions(1).await?.into_iter().next() {
            Some(latest) => latest.name,
            None => return Err(Trouble::new("no runs yet", "`pipelinec start` starts one")),
        },
    };
    let (execution, stages) = account.look(&name).await?;
    let job = chosen(args.job.as_deref(), &stages)?;
    let tail = usize::from(args.tail);
    let found = account.job_logs(&job, tail).await?;
    if found.is_empty() {
        let message = format!("no log of {} in S3 yet", script_name(&job));
        return Err(Trouble::new(message, "EMR uploads logs every five minutes, and when the cluster ends"));
    }
    say(&format!("{}, {}", execution.name, execution.status.as_str()));
    let mut text = String::new();
    for log in found {
        let from = log.lines.len().saturating_sub(tail);
        text.push_str(&format!("==> {} <==\n{}\n\n", log.url, log.lines.get(from..).unwrap_or_default().join("\n")));
    }
    Ok(print(&text))
}

/// `kpi_calculation`, of the script that ran.
fn script_name(job: &JobRun) -> &str {
    job.script.rsplit('/').next().unwrap_or(&job.script).trim_end_matches(".py")
}

/// The job of that name; without one, the job that failed, or else the last.
fn chosen(name: Option<&str>, stages: &Stages) -> Result<JobRun, Trouble> {
    let jobs: Vec<JobRun> = stages.stages.iter().filter_map(|stage| JobRun::of(stage, stages)).collect();
    let found = match name {
        Some(name) => jobs.iter().find(|job| script_name(job) == name),
        None => stages
            .culprit()
            .and_then(|stage| JobRun::of(stage, stages))
            .and_then(|failed| jobs.iter().find(|job| **job == failed))
            .or(jobs.last()),
    };
    found.cloned().ok_or_else(|| {
        let names: Vec<String> = jobs.iter().map(|job| format!("`{}`", script_name(job))).collect();
        let help = if names.is_empty() {
            "the run has started no job".to_owned()
        } else {
            format!("it has started {}", names.join(", "))
        };
        let what = name.map_or_else(|| "no job in this run".to_owned(), |name| format!("no job `{name}` in this run"));
        Trouble::new(what, &help)
    })
}
