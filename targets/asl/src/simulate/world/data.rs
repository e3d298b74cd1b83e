//! Glue, Athena and Lambda.

use serde_json::{Value, json};

use super::super::clock;
use super::super::error::StateError;
use super::super::resource::Pattern;
use super::{Answer, Call, Ends, Running, World, metadata};

const CRAWL: &str = "Glue crawl";
const JOB: &str = "Glue job run";
const QUERY: &str = "Athena query";
const INVOCATION: &str = "Lambda invocation";

/// Long enough that a crawl is seen running by whoever polls every half minute.
const CRAWL_SECONDS: u64 = 75;
const JOB_SECONDS: u64 = 300;
const QUERY_SECONDS: u64 = 20;
const INVOCATION_SECONDS: u64 = 10;

impl World {
    pub(super) fn glue(&mut self, call: &Call<'_>) -> Answer {
        match call.resource.action.as_str() {
            "startCrawler" => self.start_crawler(call),
            "getCrawler" => Ok(Running::answer(self.get_crawler(call))),
            "stopCrawler" => {
                if let Some(index) = self.known(CRAWL, call.text("Name")) {
                    self.end(index);
                }
                Ok(Running::answer(json!({})))
            }
            "startJobRun" => self.job(
                call,
                JOB,
                "jr_#",
                JOB_SECONDS,
                |id| json!({ "JobRunId": id, "JobName": call.text("JobName"), "JobRunState": "SUCCEEDED" }),
            ),
            "getJobRun" => {
                let state = self.look(JOB, call.text("RunId"), call.now, "SUCCEEDED");
                Ok(Running::answer(json!({ "JobRun": { "Id": call.text("RunId"), "JobRunState": state } })))
            }
            "batchStopJobRun" => {
                let ids = call.parameters.get("JobRunIds").and_then(Value::as_array).cloned().unwrap_or_default();
                let runs: Vec<usize> = ids.iter().filter_map(|id| self.known(JOB, id.as_str()?)).collect();
                runs.into_iter().for_each(|index| self.end(index));
                Ok(Running::answer(json!({ "SuccessfulSubmissions": [], "Errors": [] })))
            }
            _ => Ok(self.other(call)),
        }
    }

    /// A crawl has no id: it goes by the crawler's name, and there is one at a time.
    fn start_crawler(&mut self, call: &Call<'_>) -> Answer {
        let name = call.text("Name").to_owned();
        let runs = |work: &super::Work| work.kind == CRAWL && work.id == name && !work.is_over && call.now < work.done;
        if self.works.iter().any(runs) {
            let cause = format!("crawler with name {name} has already started");
            return Err(StateError::new("Glue.CrawlerRunningException", cause));
        }
        self.start(call, CRAWL, &name, Ends::ByItself, CRAWL_SECONDS);
        Ok(Running::answer(json!({})))
    }

    /// `LastCrawl` is not there before the first crawl has ended.
    fn get_crawler(&mut self, call: &Call<'_>) -> Value {
        let name = call.text("Name").to_owned();
        let crawl = self.works.iter().rev().find(|work| work.kind == CRAWL && work.id == name);
        let began = crawl.map(|crawl| clock::show(crawl.began));
        let state = self.look(CRAWL, &name, call.now, "READY");
        let mut crawler = json!({ "Name": name, "State": state });
        if let (Some(fields), Some(began), "READY") = (crawler.as_object_mut(), began, state) {
            fields.insert("LastCrawl".into(), json!({ "Status": "SUCCEEDED", "StartTime": began }));
        }
        json!({ "Crawler": crawler })
    }

    pub(super) fn athena(&mut self, call: &Call<'_>) -> Answer {
        let id = call.text("QueryExecutionId").to_owned();
        match call.resource.action.as_str() {
            "startQueryExecution" => {
                let is_sync = call.resource.pattern == Pattern::Sync;
                self.job(call, QUERY, "query-#", QUERY_SECONDS, |id| {
                    let execution = json!({ "QueryExecutionId": id, "Status": { "State": "SUCCEEDED" } });
                    if is_sync {
                        json!({ "QueryExecution": execution, "QueryExecutionId": id })
                    } else {
                        json!({ "QueryExecutionId": id })
                    }
                })
            }
            "getQueryExecution" => {
                let state = self.look(QUERY, &id, call.now, "SUCCEEDED");
                Ok(Running::answer(
                    json!({ "QueryExecution": { "QueryExecutionId": id, "Status": { "State": state } } }),
                ))
            }
            "getQueryResults" => {
                if self.look(QUERY, &id, call.now, "SUCCEEDED") == "RUNNING" {
                    let cause = "query has not yet finished. Current state: RUNNING";
                    return Err(StateError::new("Athena.InvalidRequestException", cause));
                }
                Ok(Running::answer(json!({ "ResultSet": { "Rows": [], "ResultSetMetadata": { "ColumnInfo": [] } } })))
            }
            "stopQueryExecution" => {
                if let Some(index) = self.known(QUERY, &id) {
                    self.end(index);
                }
                Ok(Running::answer(json!({})))
            }
            _ => Ok(self.other(call)),
        }
    }

    /// What a function returns is known to its author only: here it is an empty object.
    pub(super) fn lambda(&mut self, call: &Call<'_>) -> Running {
        match call.resource.action.as_str() {
            "function" => Running { seconds: INVOCATION_SECONDS, ..Running::answer(json!({})) },
            "invoke" if call.text("InvocationType") == "Event" => {
                self.start(call, INVOCATION, "", Ends::ByItself, INVOCATION_SECONDS);
                Running::answer(json!({ "StatusCode": 202, "SdkHttpMetadata": metadata() }))
            }
            "invoke" => {
                let answer = json!({
                    "ExecutedVersion": "$LATEST", "Payload": {}, "StatusCode": 200, "SdkHttpMetadata": metadata(),
                });
                Running { seconds: INVOCATION_SECONDS, ..Running::answer(answer) }
            }
            _ => self.other(call),
        }
    }
}
