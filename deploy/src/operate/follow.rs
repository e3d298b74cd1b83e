//! Following a run to its end.

use std::time::Duration;

use serde::Serialize;

use super::account::{Account, Execution};
use super::history::{Stage, Stages, Status};
use super::trouble::Trouble;

/// Looks are this far apart at first, and after something has changed.
const SHORTEST: Duration = Duration::from_millis(500);
/// And this far when nothing changes for a while.
const LONGEST: Duration = Duration::from_secs(5);
/// A call that fails for a moment is made again so often.
const PATIENCE: u32 = 10;

/// What is told while a run is followed.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Update<'a> {
    /// A stage has begun, or begun again.
    Started {
        /// Which.
        stage: &'a Stage,
    },
    /// A stage has ended.
    Ended {
        /// Which.
        stage: &'a Stage,
    },
    /// AWS did not answer; it is asked again.
    Waiting {
        /// What it said.
        reason: &'a str,
    },
}

/// A run that has ended.
#[derive(Debug, Clone)]
pub struct Ended {
    /// The run.
    pub execution: Execution,
    /// Its stages.
    pub stages: Stages,
}

impl Account {
    /// Tells what happens in a run until it ends.
    ///
    /// # Errors
    /// There is no such run, or AWS does not answer for minutes.
    pub async fn follow(&self, name: &str, tell: &mut dyn FnMut(&Update<'_>)) -> Result<Ended, Trouble> {
        let mut seen = Stages::default();
        let mut pause = SHORTEST;
        let mut failures = 0;
        loop {
            match self.look(name).await {
                Ok((execution, stages)) => {
                    failures = 0;
                    let changed = tell_changes(&seen, &stages, tell);
                    pause = if changed { SHORTEST } else { (pause * 2).min(LONGEST) };
                    seen = stages;
                    if !execution.is_running() {
                        return Ok(Ended { execution, stages: seen });
                    }
                }
                Err(trouble) if trouble.passes && failures < PATIENCE => {
                    failures += 1;
                    pause = LONGEST;
                    tell(&Update::Waiting { reason: &trouble.message });
                }
                Err(trouble) => return Err(trouble),
            }
            tokio::time::sleep(pause).await;
        }
    }

    /// A run and its stages as they stand.
    ///
    /// # Errors
    /// There is no such run, or a call failed.
    pub async fn look(&self, name: &str) -> Result<(Execution, Stages), Trouble> {
        // The state first: a history read after the end is whole.
        let Some(execution) = self.execution(name).await? else {
            let message = format!("there is no run `{name}`");
            return Err(Trouble::new(message, "`pipelinec status` lists the last ones; they are kept for 90 days"));
        };
        let stages = Stages::read(&self.history(&execution.arn).await?);
        Ok((execution, stages))
    }
}

/// Tells what is new; whether anything is.
fn tell_changes(seen: &Stages, now: &Stages, tell: &mut dyn FnMut(&Update<'_>)) -> bool {
    let mut changed = false;
    for stage in &now.stages {
        let before = seen.stages.iter().find(|before| before.name == stage.name);
        // Rounds of a loop are one stage: they begin once and end once they are told to have ended.
        if before.is_none() {
            tell(&Update::Started { stage });
            changed = true;
        }
        let had_ended = before.is_some_and(|before| before.status != Status::Running && before.rounds == stage.rounds);
        if stage.status != Status::Running && !had_ended {
            tell(&Update::Ended { stage });
            changed = true;
        }
    }
    changed
}
