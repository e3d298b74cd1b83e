//! Services that are not known one by one: the verb of a call says what it does.

use serde_json::{Value, json};

use super::super::resource::Pattern;
use super::{Call, Ends, Running, World};

const WORK: &str = "work";
const SECONDS: u64 = 60;

/// Calls that start something which runs until it is ended, and the calls that end it.
const LASTING: &[(&str, &str, &[&str], &str)] = &[
    ("ec2", "runInstances", &["terminateInstances"], "EC2 instance"),
    ("redshift", "createCluster", &["deleteCluster", "pauseCluster"], "Redshift cluster"),
    ("sagemaker", "createEndpoint", &["deleteEndpoint"], "SageMaker endpoint"),
    ("sagemaker", "createNotebookInstance", &["stopNotebookInstance", "deleteNotebookInstance"], "SageMaker notebook"),
    ("eks", "createCluster", &["deleteCluster"], "EKS cluster"),
    ("rds", "createDBInstance", &["deleteDBInstance", "stopDBInstance"], "RDS instance"),
    ("rds", "createDBCluster", &["deleteDBCluster", "stopDBCluster"], "RDS cluster"),
];

/// Verbs that start work.
const STARTS: [&str; 3] = ["start", "run", "submit"];
/// Verbs that end it, or look whether it has ended.
const SEES: [&str; 8] = ["stop", "cancel", "terminate", "delete", "get", "describe", "batchGet", "list"];

impl World {
    pub(super) fn other(&mut self, call: &Call<'_>) -> Running {
        let (service, action) = (call.resource.service.as_str(), call.resource.action.as_str());
        for (name, starts, ends, kind) in LASTING {
            if *name == service && *starts == action {
                self.start(call, kind, "", Ends::Never, SECONDS);
                return Running { seconds: SECONDS, ..Running::answer(json!({})) };
            }
            if *name == service && ends.contains(&action) {
                self.end_all(service, |work_kind| work_kind == *kind);
            }
        }
        let has_verb = |verbs: &[&str]| {
            verbs.iter().any(|verb| action.strip_prefix(verb).is_some_and(|rest| rest.starts_with(char::is_uppercase)))
        };
        match call.resource.pattern {
            Pattern::Token => return Running { seconds: SECONDS, ..Running::answer(json!({})) },
            Pattern::Sync => {
                let index = self.start(call, WORK, "", Ends::ByItself, SECONDS);
                return Running {
                    answer: answer(call, self.id(index)),
                    seconds: SECONDS,
                    work: Some(index),
                    ending: None,
                };
            }
            Pattern::Request => {}
        }
        if has_verb(&SEES) {
            self.end_all(service, |kind| kind == WORK);
        }
        if has_verb(&STARTS) && service != "activity" {
            let index = self.start(call, WORK, "", Ends::ByItself, SECONDS);
            return Running::answer(answer(call, self.id(index)));
        }
        Running::answer(answer(call, ""))
    }

    fn end_all(&mut self, service: &str, is_meant: impl Fn(&str) -> bool) {
        self.works.iter_mut().filter(|w| w.service == service && is_meant(w.kind)).for_each(|w| w.is_over = true);
    }
}

/// Plausible answers of common calls.
fn answer(call: &Call<'_>, id: &str) -> Value {
    match (call.resource.service.as_str(), call.resource.action.as_str()) {
        ("sns", "publish") => json!({ "MessageId": "sim-message" }),
        ("sqs", "sendMessage") => json!({ "MessageId": "sim-message", "MD5OfMessageBody": "" }),
        ("states" | "sfn", "startExecution") => {
            let arn = format!("arn:aws:states:eu-west-1:123456789012:execution:other:{id}");
            json!({ "ExecutionArn": arn, "StartDate": "2026-01-01T00:00:00.000Z", "Status": "SUCCEEDED", "Output": {} })
        }
        ("dynamodb", "getItem") => json!({ "Item": {} }),
        ("s3", "listObjectsV2") => json!({ "Contents": [], "KeyCount": 0, "IsTruncated": false }),
        ("batch", "describeJobs") => json!({ "Jobs": [{ "Status": "SUCCEEDED" }] }),
        ("ecs", "describeTasks") => {
            json!({ "Tasks": [{ "LastStatus": "STOPPED", "Containers": [{ "ExitCode": 0 }] }] })
        }
        ("sfn", "describeExecution") => json!({ "Status": "SUCCEEDED" }),
        ("events", "putEvents") => json!({ "FailedEntryCount": 0, "Entries": [] }),
        ("batch", "submitJob") => json!({ "JobId": id, "JobName": call.text("JobName"), "Status": "SUCCEEDED" }),
        _ => json!({}),
    }
}
