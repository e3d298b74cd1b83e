//! Why a run failed: the stage, the service's reason, the job's log, and the line of the spec.

use serde::Serialize;
use serde_json::Value;

use super::account::Account;
use super::history::{Failed, Stage, Stages};
use super::log;
use super::source::{self, Place};
use super::trouble::Trouble;

/// How many lines of a log a traceback is looked for in.
const SEARCHED: usize = 2_000;

/// A failed run's story.
#[derive(Debug, Clone, Serialize)]
pub struct Failure {
    /// The state that failed first; `None`: the execution ended between states.
    pub stage: Option<String>,
    /// Its error.
    pub error: String,
    /// What the service says.
    pub reason: String,
    /// The job's log, when the stage is a job.
    pub logs: Vec<JobLog>,
    /// Why there is no log, when there should be one.
    pub no_log: Option<String>,
    /// The line of the spec that the failing code was made from.
    pub place: Option<Place>,
}

/// The end of a log file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JobLog {
    /// `s3://…`
    pub url: String,
    /// Its last lines.
    pub lines: Vec<String>,
}

/// Where a job's logs are, and which script it ran.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobRun {
    /// `s3://bucket/logs/`
    log_uri: String,
    kind: Kind,
    /// `s3://…/kpi_calculation.py`
    pub script: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Step { cluster: String, step: String },
    Serverless { application: String, run: String },
}

impl JobRun {
    /// The job run of a stage; `None` when it is another kind of stage, or nothing was started.
    #[must_use]
    pub fn of(stage: &Stage, stages: &Stages) -> Option<Self> {
        let cause: Value =
            stage.failure.as_ref().and_then(|failed| serde_json::from_str(&failed.cause).ok()).unwrap_or(Value::Null);
        let text = |value: &Value, path: &str| value.pointer(path).and_then(Value::as_str).map(str::to_owned);
        let given = &stage.parameters;
        let answered =
            |name: &str| text(&stage.answer, &format!("/{name}")).or_else(|| text(&cause, &format!("/{name}")));
        if let Some(cluster) = text(given, "/ClusterId").filter(|_| given.get("Step").is_some()) {
            let step = answered("StepId").or_else(|| text(&cause, "/Step/Id"))?;
            let log_uri = stages.stages.iter().find_map(|stage| text(&stage.parameters, "/LogUri"))?;
            let arguments = given.pointer("/Step/HadoopJarStep/Args").and_then(Value::as_array)?;
            let script = arguments.iter().filter_map(Value::as_str).find(|word| word.ends_with(".py"))?.to_owned();
            return Some(Self { log_uri, kind: Kind::Step { cluster, step }, script });
        }
        let script = text(given, "/JobDriver/SparkSubmit/EntryPoint")?;
        let log_uri = text(given, "/ConfigurationOverrides/MonitoringConfiguration/S3MonitoringConfiguration/LogUri")?;
        let application = text(given, "/ApplicationId")?;
        Some(Self { log_uri, kind: Kind::Serverless { application, run: answered("JobRunId")? }, script })
    }

    fn files(&self) -> (String, Vec<String>) {
        let (bucket, prefix) = split(&self.log_uri);
        let prefix = if prefix.is_empty() || prefix.ends_with('/') { prefix } else { format!("{prefix}/") };
        let folder = match &self.kind {
            Kind::Step { cluster, step } => format!("{prefix}{cluster}/steps/{step}"),
            Kind::Serverless { application, run } => {
                format!("{prefix}applications/{application}/jobs/{run}/SPARK_DRIVER")
            }
        };
        (bucket, ["stderr", "stdout"].map(|name| format!("{folder}/{name}.gz")).into())
    }
}

/// The bucket and the key of an `s3://` address.
#[must_use]
pub fn split(url: &str) -> (String, String) {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (bucket, key) = rest.split_once('/').unwrap_or((rest, ""));
    (bucket.to_owned(), key.to_owned())
}

impl Account {
    /// Tells why a run failed. What cannot be found out is said in its place, and hides nothing else.
    ///
    /// # Errors
    /// The run did not fail.
    pub async fn failure(&self, stages: &Stages, lines: usize) -> Result<Failure, Trouble> {
        let ended = || stages.ended.clone().unwrap_or(Failed { error: "unknown".into(), cause: String::new() });
        let Some(stage) = stages.culprit() else {
            let Failed { error, cause } = ended();
            return Ok(Failure { stage: None, error, reason: cause, logs: Vec::new(), no_log: None, place: None });
        };
        let failed = stage.failure.clone().unwrap_or_else(ended);
        let job = JobRun::of(stage, stages);
        let mut failure = Failure {
            stage: Some(stage.name.clone()),
            error: failed.error.clone(),
            reason: self.reason(&failed, job.as_ref()).await,
            logs: Vec::new(),
            no_log: None,
            place: None,
        };
        let Some(job) = job else { return Ok(failure) };
        match self.job_logs(&job, SEARCHED).await {
            Ok(logs) if logs.is_empty() => {
                failure.no_log = Some(
                    "its log is not in S3 yet: EMR uploads logs every five minutes, `pipelinec logs` shows them".into(),
                );
            }
            Ok(logs) => {
                failure.place = self.place(&job, &logs).await;
                failure.logs = logs.into_iter().map(|log| shown(log, lines)).collect();
            }
            Err(trouble) => failure.no_log = Some(trouble.message),
        }
        Ok(failure)
    }

    /// The service's own words, instead of its whole answer.
    async fn reason(&self, failed: &Failed, job: Option<&JobRun>) -> String {
        let Ok(cause) = serde_json::from_str::<Value>(&failed.cause) else { return failed.cause.clone() };
        let said = |paths: &[&str]| {
            let words: Vec<&str> = paths.iter().filter_map(|path| cause.pointer(path)?.as_str()).collect();
            (!words.is_empty()).then(|| words.join(": "))
        };
        let step = ["/Step/Status/FailureDetails/Reason", "/Step/Status/FailureDetails/Message"];
        let found = said(&step).or_else(|| said(&["/StateDetails"])).or_else(|| said(&["/errorType", "/errorMessage"]));
        if let Some(found) = found.or_else(|| said(&["/QueryExecution/Status/StateChangeReason"])) {
            return found;
        }
        match job.map(|job| &job.kind) {
            Some(Kind::Step { cluster, step }) => self.step_reason(cluster, step).await,
            Some(Kind::Serverless { .. }) | None => failed.cause.clone(),
        }
    }

    /// What EMR says of a step, when Step Functions has not passed it on.
    async fn step_reason(&self, cluster: &str, step: &str) -> String {
        let found = match self.emr.describe_step().cluster_id(cluster).step_id(step).send().await {
            Ok(found) => found,
            Err(error) => return Trouble::of(&format!("look at step {step}"), &error).message,
        };
        let status = found.step().and_then(|step| step.status());
        let details = status.and_then(|status| status.failure_details());
        let words = details.map(|d| [d.reason(), d.message()].into_iter().flatten().collect::<Vec<_>>().join(": "));
        words.filter(|words| !words.is_empty()).unwrap_or_else(|| {
            let state = status.and_then(|status| status.state()).map_or("FAILED", |state| state.as_str());
            format!("step {step} of cluster {cluster}: {state}")
        })
    }

    /// The last lines of a job's logs: what it was submitted with, and, where YARN ran it, what its driver wrote.
    ///
    /// # Errors
    /// A call failed.
    pub async fn job_logs(&self, job: &JobRun, lines: usize) -> Result<Vec<JobLog>, Trouble> {
        let (bucket, files) = job.files();
        let mut found = self.read_logs(&bucket, &files, lines.max(SEARCHED)).await?;
        if let Kind::Step { cluster, .. } = &job.kind
            && let Some(application) = found.iter().find_map(|log| log::yarn_application(&log.lines))
        {
            let (_, prefix) = split(&job.log_uri);
            let folder = format!("{prefix}{cluster}/containers/{application}/");
            let keys = self.keys(&bucket, &folder).await?;
            // The first container is the driver.
            let driver: Vec<String> = keys.into_iter().filter(|key| key.contains("_000001/")).collect();
            found.extend(self.read_logs(&bucket, &driver, lines.max(SEARCHED)).await?);
        }
        Ok(found)
    }

    async fn read_logs(&self, bucket: &str, keys: &[String], lines: usize) -> Result<Vec<JobLog>, Trouble> {
        let mut found = Vec::new();
        for key in keys {
            if let Some(bytes) = self.object(bucket, key).await? {
                let lines = log::tail(&bytes, lines);
                if !lines.is_empty() {
                    found.push(JobLog { url: format!("s3://{bucket}/{key}"), lines });
                }
            }
        }
        Ok(found)
    }

    /// The spec's line, found in the very script that ran. `None` also when the script cannot be read: it is an extra.
    async fn place(&self, job: &JobRun, logs: &[JobLog]) -> Option<Place> {
        let (bucket, key) = split(&job.script);
        let script = String::from_utf8(self.object(&bucket, &key).await.ok()??).ok()?;
        let file = key.rsplit('/').next()?;
        let traceback = logs.iter().rev().find_map(|log| log::traceback(&log.lines));
        let by_line = traceback.and_then(|trace| source::of_lines(&script, &log::lines_of_script(trace, file)));
        by_line.or_else(|| {
            let last = |log: &JobLog| log.lines.iter().rev().take(5).rev().cloned().collect::<Vec<_>>();
            logs.iter().rev().find_map(|log| source::of_message(&script, &last(log)))
        })
    }
}

/// The traceback, or else the last lines.
fn shown(log: JobLog, lines: usize) -> JobLog {
    let from = log.lines.len().saturating_sub(lines);
    let kept = match log::traceback(&log.lines) {
        Some(trace) => trace.get(trace.len().saturating_sub(lines)..).unwrap_or(trace).to_vec(),
        None => log.lines.get(from..).unwrap_or_default().to_vec(),
    };
    JobLog { lines: kept, ..log }
}
