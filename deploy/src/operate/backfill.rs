//! Runs for every day of a range. The executions' names are the record of what is done: no file can be out of step with them.

use std::collections::VecDeque;
use std::time::Duration;

use serde::Serialize;

use super::account::{Account, Deployed};
use super::name::Series;
use super::params::Given;
use super::range::Day;
use super::trouble::Trouble;

/// How often running days are looked at.
const PAUSE: Duration = Duration::from_secs(2);

/// A call that fails for a moment is made again so often.
const PATIENCE: u32 = 10;

/// What became of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// Done in an earlier backfill of this id.
    Before,
    /// At work.
    Running,
    /// Done now.
    Succeeded,
    /// Failed now.
    Failed,
}

/// A day and its run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DayRun {
    /// `2024-01-31`
    pub day: String,
    /// The execution.
    pub execution: String,
    /// What became of it.
    pub fate: Fate,
}

/// What to fill in, and how.
#[derive(Debug)]
pub struct Backfill<'a> {
    /// What runs.
    pub deployed: &'a Deployed,
    /// The parameters, with a range.
    pub given: &'a Given,
    /// The first part of the executions' names.
    pub id: String,
    /// How many days at once.
    pub parallel: usize,
}

impl Account {
    /// Runs all days that have not succeeded before, the earliest first, and tells each day's fate. A failed day does not stop
    /// the others.
    ///
    /// # Errors
    /// A call failed for good. Runs that were started go on, and the same command takes them up again.
    pub async fn backfill(
        &self,
        backfill: &Backfill<'_>,
        tell: &mut dyn FnMut(&DayRun),
    ) -> Result<Vec<DayRun>, Trouble> {
        let days = backfill.given.range.as_ref().map(|(_, days)| days.clone()).unwrap_or_default();
        let mut waiting: VecDeque<Day> = days.into();
        let mut running: Vec<DayRun> = Vec::new();
        let mut done = Vec::new();
        let mut failures = 0;
        while !waiting.is_empty() || !running.is_empty() {
            match self.step(backfill, &mut waiting, &mut running, &mut done, tell).await {
                Ok(()) => failures = 0,
                Err(trouble) if trouble.passes && failures < PATIENCE => failures += 1,
                Err(trouble) => return Err(trouble),
            }
            if !running.is_empty() || failures > 0 {
                tokio::time::sleep(PAUSE).await;
            }
        }
        done.sort_by(|a, b| a.day.cmp(&b.day));
        Ok(done)
    }

    async fn step(
        &self,
        backfill: &Backfill<'_>,
        waiting: &mut VecDeque<Day>,
        running: &mut Vec<DayRun>,
        done: &mut Vec<DayRun>,
        tell: &mut dyn FnMut(&DayRun),
    ) -> Result<(), Trouble> {
        let mut index = 0;
        while let Some(run) = running.get(index) {
            match self.execution(&run.execution).await? {
                Some(found) if found.is_running() => index += 1,
                found => {
                    let succeeded = found.is_some_and(|found| found.succeeded());
                    let fate = if succeeded { Fate::Succeeded } else { Fate::Failed };
                    let ended = DayRun { fate, ..running.remove(index) };
                    tell(&ended);
                    done.push(ended);
                }
            }
        }
        while running.len() < backfill.parallel {
            let Some(day) = waiting.front().copied() else { break };
            let run = self.day(backfill, day).await?;
            waiting.pop_front();
            tell(&run);
            if run.fate == Fate::Before { done.push(run) } else { running.push(run) }
        }
        Ok(())
    }

    /// Starts a day, or finds that it runs or is done.
    async fn day(&self, backfill: &Backfill<'_>, day: Day) -> Result<DayRun, Trouble> {
        let series = Series::of_day(&backfill.id, day);
        let run = |execution: String, fate| DayRun { day: day.to_string(), execution, fate };
        if let (_, Some(latest)) = self.latest(&series).await?
            && latest.succeeded()
        {
            return Ok(run(latest.name, Fate::Before));
        }
        let input = backfill.given.input_of_day(day);
        let started = self.start_next(backfill.deployed, &series, &input).await?;
        Ok(run(started.name, Fate::Running))
    }
}
