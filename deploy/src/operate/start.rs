//! Starting runs, never one too many.

use serde_json::Value;

use super::account::{Account, Deployed, Execution};
use super::name::Series;
use super::trouble::Trouble;

/// A run that is under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Started {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// Whether it had been started before.
    pub was_running: bool,
}

/// Two that start the same run at once take each other's number a few times at most.
const TRIES: u32 = 5;

impl Account {
    /// Starts the next run of a series, unless the last one is still at work: then that is the run.
    ///
    /// # Errors
    /// A call failed.
    pub async fn start_next(&self, deployed: &Deployed, series: &Series, input: &Value) -> Result<Started, Trouble> {
        let mut last = Trouble::new("could not start the run: its name is taken again and again", "try again");
        for _ in 0..TRIES {
            let (number, latest) = self.latest(series).await?;
            if let Some(running) = latest.filter(Execution::is_running) {
                return Ok(Started { name: running.name, arn: running.arn, was_running: true });
            }
            let name = series.name(number + 1);
            match self.start(deployed, &name, input).await {
                Ok(arn) => return Ok(Started { name, arn, was_running: false }),
                // Somebody else has just started it, and it may even have ended.
                Err(trouble) if trouble.is(&["ExecutionAlreadyExists"]) => last = trouble,
                Err(trouble) => return Err(trouble),
            }
        }
        Err(last)
    }

    /// The last run of a series and its number; 0 when there is none. Numbers have no gaps, so few looks find the end.
    ///
    /// # Errors
    /// A call failed.
    pub(super) async fn latest(&self, series: &Series) -> Result<(u32, Option<Execution>), Trouble> {
        let (mut there, mut found) = (0, None);
        let mut step = 1;
        // Doubled steps up to the first number that is not there, then halves.
        while let Some(execution) = self.execution(&series.name(there + step)).await? {
            there += step;
            found = Some(execution);
            step = step.saturating_mul(2);
        }
        while step > 1 {
            step /= 2;
            if let Some(execution) = self.execution(&series.name(there + step)).await? {
                there += step;
                found = Some(execution);
            }
        }
        Ok((there, found))
    }
}
