//! The crawler: started, awaited and looked at. Glue has no `.sync` call for it, so the machine polls, a bounded number
//! of times.

use serde_json::json;

use crate::condition::{Condition, Rule};
use crate::model::{Catch, Choice, Output, Pass, ResultPath, StateName, States, Task, Wait};
use crate::template::{Expression, Object, Piece};
use crate::{Builder, Exits, FAILURE, retry};

const CALL_TIMEOUT: u32 = 60;
const SECONDS_BETWEEN_LOOKS: u64 = 30;
/// Two hours. Each look costs about ten events of the 25,000 an execution may have.
const MAX_LOOKS: u32 = 240;

const LOOKS: &str = "$.looks";
const STATE: &str = "$.looked.Crawler.State";
/// Absent until the crawler has ended once.
const STATUS: &str = "$.looked.Crawler.LastCrawl.Status";

impl Builder<'_> {
    /// From the start of the crawler to the tables.
    pub(crate) fn crawler(&self, states: &mut States, exits: &Exits) -> StateName {
        let what = format!("the crawler {}", self.names.crawler);
        let comment = "Writes down that the crawler failed. The jobs' outputs are complete; only the catalog is old.";
        let failed = self.note(states, "Crawler failed", &what, comment, &exits.failure);
        let wait = self.poll(states, &exits.next, &failed);
        let count = states.add(
            "Begin to count",
            Pass {
                comment: "Looks at the crawler, so that waiting has an end.".into(),
                output: Output::Result(json!({ "count": 0 })),
                result_path: ResultPath::Field(LOOKS),
                then: (&wait).into(),
            },
        );
        let start = states.add(
            "Start crawler",
            Task {
                comment: format!(
                    "Registers the tables of {} in the database {}{}. A crawl that another run started is waited for first.",
                    self.plan.pipeline.name,
                    self.names.database,
                    self.places_of(&self.plan.written().collect::<Vec<_>>())
                ),
                resource: self.resource("aws-sdk:glue:startCrawler"),
                parameters: Object::new().with("Name", self.names.crawler.as_str()),
                result_selector: None,
                result_path: ResultPath::Nowhere,
                timeout_seconds: CALL_TIMEOUT,
                retry: retry::START_CRAWLER.into(),
                catch: Catch { into: FAILURE, next: failed },
                then: (&count).into(),
            },
        );
        self.settle(states, "Settle before the crawler", self.environment.catalog.settle_seconds, start)
    }

    /// Wait, look, decide, count, and again.
    fn poll(&self, states: &mut States, done: &StateName, failed: &StateName) -> StateName {
        let wait = StateName::ahead("Wait for crawler");
        let unsuccessful = self.crawl_failed(states, failed);
        let endless = self.crawl_endless(states, failed);
        let count = Expression::path(format!("{LOOKS}.count"));
        let again = states.add(
            "Count the look",
            Pass {
                comment: "One look more.".into(),
                output: Output::Parameters(Object::new().with("count", Expression::plus_one(&count))),
                result_path: ResultPath::Field(LOOKS),
                then: (&wait).into(),
            },
        );
        let ended = [Condition::Equals(STATE.into(), "READY"), Condition::Present(STATUS.into())];
        let mut succeeded = ended.to_vec();
        succeeded.push(Condition::Equals(STATUS.into(), "SUCCEEDED"));
        let too_often = Condition::AtLeast(format!("{LOOKS}.count"), MAX_LOOKS);
        let decide = states.add(
            "Is the crawl done?",
            Choice {
                comment: "Done is: the crawler is ready again and its last crawl succeeded.".into(),
                choices: vec![
                    Rule { condition: Condition::All(succeeded), next: done.clone() },
                    Rule { condition: Condition::All(ended.to_vec()), next: unsuccessful },
                    Rule { condition: too_often, next: endless },
                ],
                default: again,
            },
        );
        let look = states.add(
            "Look at crawler",
            Task {
                comment: "Asks Glue how the crawl stands.".into(),
                resource: self.resource("aws-sdk:glue:getCrawler"),
                parameters: Object::new().with("Name", self.names.crawler.as_str()),
                // The whole: during the first crawl there is no last one, and a path to it would fail the run.
                result_selector: None,
                result_path: ResultPath::Field("$.looked"),
                timeout_seconds: CALL_TIMEOUT,
                retry: retry::GET_CRAWLER.into(),
                catch: Catch { into: FAILURE, next: failed.clone() },
                then: (&decide).into(),
            },
        );
        let comment = format!("Up to {MAX_LOOKS} times.");
        states.add(wait.to_string(), Wait { comment, seconds: SECONDS_BETWEEN_LOOKS, then: (&look).into() })
    }

    fn crawl_failed(&self, states: &mut States, failed: &StateName) -> StateName {
        let cause = [
            Piece::Text("last crawl: "),
            Piece::Value(Expression::json(&Expression::path("$.looked.Crawler.LastCrawl"))),
        ];
        let error = Object::new().with("Error", "CrawlFailed").with("Cause", Expression::format(&cause));
        states.add(
            "Crawl did not succeed",
            Pass {
                comment: "Glue says why; the log group is /aws-glue/crawlers.".into(),
                output: Output::Parameters(error),
                result_path: ResultPath::Field(FAILURE),
                then: failed.into(),
            },
        )
    }

    fn crawl_endless(&self, states: &mut States, failed: &StateName) -> StateName {
        let minutes = SECONDS_BETWEEN_LOOKS * u64::from(MAX_LOOKS) / 60;
        let cause = format!("the crawler {} was not done after {minutes} minutes", self.names.crawler);
        states.add(
            "Crawl takes too long",
            Pass {
                comment: "The crawler goes on by itself; the run no longer waits for it.".into(),
                output: Output::Result(json!({ "Error": "CrawlTimeout", "Cause": cause })),
                result_path: ResultPath::Field(FAILURE),
                then: failed.into(),
            },
        )
    }
}
