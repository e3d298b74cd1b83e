//! The account that runs happen in: clients, and the calls that operating needs.

use aws_config::{BehaviorVersion, Region};
use aws_sdk_sfn::types::{ExecutionStatus, HistoryEvent};
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_types::DateTime;
use serde_json::Value;

use super::history::{Event, Failed, What};
use super::trouble::Trouble;

/// The alias that names the deployed version.
const ALIAS: &str = "live";

/// Logs beyond this size are not fetched whole: their end is.
const MAX_LOG: i64 = 64 << 20;

/// Which pipeline, where.
#[derive(Debug, Clone)]
pub struct Target {
    /// The state machine's name.
    pub machine: String,
    /// The environment's region.
    pub region: String,
    /// The environment's account, when it names one.
    pub account: Option<String>,
    /// Another address than AWS's, for stand-ins.
    pub endpoint: Option<String>,
    /// A profile of the credentials file.
    pub profile: Option<String>,
}

/// Clients for one target.
#[derive(Debug)]
pub struct Account {
    pub(super) sfn: aws_sdk_sfn::Client,
    pub(super) s3: aws_sdk_s3::Client,
    pub(super) emr: aws_sdk_emr::Client,
    /// The state machine's ARN.
    pub machine: String,
}

/// What is deployed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deployed {
    /// What executions are started of: the alias, or else the machine itself.
    pub arn: String,
    /// The version behind the alias; `None`: deployed without one, such as by CloudFormation.
    pub version: Option<String>,
    /// When it was deployed, seconds since 1970.
    pub since: Option<i64>,
}

/// A run of the pipeline.
#[derive(Debug, Clone)]
pub struct Execution {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// How it stands.
    pub status: ExecutionStatus,
    /// Seconds since 1970.
    pub started: f64,
    /// Seconds since 1970, when it has ended.
    pub ended: Option<f64>,
    /// What it was started with.
    pub input: Option<String>,
    /// What it ended with.
    pub output: Option<Value>,
}

impl Execution {
    /// Whether it is still at work.
    #[must_use]
    pub fn is_running(&self) -> bool {
        matches!(self.status, ExecutionStatus::Running | ExecutionStatus::PendingRedrive)
    }

    /// Whether it ended well.
    #[must_use]
    pub fn succeeded(&self) -> bool {
        self.status == ExecutionStatus::Succeeded
    }
}

impl Account {
    /// Finds out who we are, and makes the clients.
    ///
    /// # Errors
    /// No credentials, wrong ones, another account than the environment's.
    pub async fn connect(target: &Target) -> Result<Self, Trouble> {
        let http =
            aws_smithy_http_client::Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https();
        let mut loader = aws_config::defaults(BehaviorVersion::latest())
            .http_client(http)
            .region(Region::new(target.region.clone()));
        if let Some(profile) = &target.profile {
            loader = loader.profile_name(profile);
        }
        if let Some(endpoint) = &target.endpoint {
            loader = loader.endpoint_url(endpoint);
        }
        let config = loader.load().await;
        // A stand-in has no host name per bucket.
        let is_stand_in = config.endpoint_url().is_some();
        let s3 = aws_sdk_s3::config::Builder::from(&config).force_path_style(is_stand_in).build();
        let who = aws_sdk_sts::Client::new(&config)
            .get_caller_identity()
            .send()
            .await
            .map_err(|error| Trouble::of("ask AWS who you are", &error))?;
        let account = who.account().unwrap_or_default();
        if let Some(wanted) = target.account.as_deref().filter(|wanted| *wanted != account) {
            let message = format!("these credentials are of account {account}, the environment is in {wanted}");
            return Err(Trouble::new(message, "set AWS_PROFILE or `--profile` to one of the right account"));
        }
        let partition = who.arn().and_then(|arn| arn.split(':').nth(1)).unwrap_or("aws");
        Ok(Self {
            sfn: aws_sdk_sfn::Client::new(&config),
            s3: aws_sdk_s3::Client::from_conf(s3),
            emr: aws_sdk_emr::Client::new(&config),
            machine: format!("arn:{partition}:states:{}:{account}:stateMachine:{}", target.region, target.machine),
        })
    }

    /// What is deployed.
    ///
    /// # Errors
    /// Nothing is.
    pub async fn deployed(&self) -> Result<Deployed, Trouble> {
        const WHAT: &str = "look at the deployed state machine";
        let alias = format!("{}:{ALIAS}", self.machine);
        match self.sfn.describe_state_machine_alias().state_machine_alias_arn(&alias).send().await {
            Ok(found) => {
                let route = found.routing_configuration().first().map(|route| route.state_machine_version_arn());
                let version = route.and_then(|arn| arn.rsplit(':').next()).map(str::to_owned);
                return Ok(Deployed { arn: alias, version, since: found.update_date().map(DateTime::secs) });
            }
            Err(error) => {
                let trouble = Trouble::of(WHAT, &error);
                if !trouble.is(&["ResourceNotFound", "StateMachineDoesNotExist", "InvalidArn"]) {
                    return Err(trouble);
                }
            }
        }
        match self.sfn.describe_state_machine().state_machine_arn(&self.machine).send().await {
            Ok(found) => {
                Ok(Deployed { arn: self.machine.clone(), version: None, since: Some(found.creation_date().secs()) })
            }
            Err(error) => {
                let trouble = Trouble::of(WHAT, &error);
                if !trouble.is(&["StateMachineDoesNotExist"]) {
                    return Err(trouble);
                }
                let message = format!("nothing is deployed: there is no state machine `{}`", self.machine);
                Err(Trouble::new(message, "deploy the bundle first (docs/deployment.md), or choose another `--env`"))
            }
        }
    }

    /// The ARN of an execution by its name.
    #[must_use]
    pub fn execution_arn(&self, name: &str) -> String {
        format!("{}:{name}", self.machine.replacen(":stateMachine:", ":execution:", 1))
    }

    /// An execution by its name; `None` when there never was one, or more than 90 days ago.
    ///
    /// # Errors
    /// The call failed.
    pub async fn execution(&self, name: &str) -> Result<Option<Execution>, Trouble> {
        let arn = self.execution_arn(name);
        match self.sfn.describe_execution().execution_arn(&arn).send().await {
            Ok(found) => Ok(Some(Execution {
                name: name.to_owned(),
                arn,
                status: found.status().clone(),
                started: found.start_date().as_secs_f64(),
                ended: found.stop_date().map(DateTime::as_secs_f64),
                input: found.input().map(str::to_owned),
                output: found.output().and_then(|text| serde_json::from_str(text).ok()),
            })),
            Err(error) => {
                let trouble = Trouble::of(&format!("look at the run `{name}`"), &error);
                if trouble.is(&["ExecutionDoesNotExist", "StateMachineDoesNotExist"]) { Ok(None) } else { Err(trouble) }
            }
        }
    }

    /// Starts an execution. A second call with the same name and input, while the first runs, starts nothing.
    ///
    /// # Errors
    /// The call failed; the name may be taken.
    pub(super) async fn start(&self, deployed: &Deployed, name: &str, input: &Value) -> Result<String, Trouble> {
        self.sfn
            .start_execution()
            .state_machine_arn(&deployed.arn)
            .name(name)
            .input(input.to_string())
            .send()
            .await
            .map(|started| started.execution_arn().to_owned())
            .map_err(|error| Trouble::of("start the run", &error))
    }

    /// The last executions, the newest first.
    ///
    /// # Errors
    /// The call failed.
    pub async fn executions(&self, count: i32) -> Result<Vec<Execution>, Trouble> {
        let found = self
            .sfn
            .list_executions()
            .state_machine_arn(&self.machine)
            .max_results(count.clamp(1, 1_000))
            .send()
            .await
            .map_err(|error| Trouble::of("list the runs", &error))?;
        let all = found.executions().iter().map(|found| Execution {
            name: found.name().to_owned(),
            arn: found.execution_arn().to_owned(),
            status: found.status().clone(),
            started: found.start_date().as_secs_f64(),
            ended: found.stop_date().map(DateTime::as_secs_f64),
            input: None,
            output: None,
        });
        Ok(all.collect())
    }

    /// The whole history of an execution.
    ///
    /// # Errors
    /// A call failed.
    pub(super) async fn history(&self, arn: &str) -> Result<Vec<Event>, Trouble> {
        let mut pages =
            self.sfn.get_execution_history().execution_arn(arn).max_results(1_000).into_paginator().items().send();
        let mut events = Vec::new();
        while let Some(event) = pages.next().await {
            events.push(event_of(&event.map_err(|error| Trouble::of("read the run's history", &error))?));
        }
        Ok(events)
    }

    /// An object's bytes, or only its end when it is very long; `None` when there is none.
    ///
    /// # Errors
    /// The call failed.
    pub async fn object(&self, bucket: &str, key: &str) -> Result<Option<Vec<u8>>, Trouble> {
        let what = format!("read s3://{bucket}/{key}");
        let size = match self.s3.head_object().bucket(bucket).key(key).send().await {
            Ok(head) => head.content_length().unwrap_or_default(),
            Err(error) if error.as_service_error().is_some_and(|error| error.is_not_found()) => return Ok(None),
            Err(error) => return Err(Trouble::of(&what, &error)),
        };
        let mut get = self.s3.get_object().bucket(bucket).key(key);
        if size > MAX_LOG && !key.ends_with(".gz") {
            get = get.range(format!("bytes={}-", size - MAX_LOG));
        }
        let found = get.send().await.map_err(|error| Trouble::of(&what, &error))?;
        match found.body.collect().await {
            Ok(body) => Ok(Some(body.into_bytes().to_vec())),
            Err(error) => Err(Trouble { passes: true, ..Trouble::new(format!("could not {what}: {error}"), "") }),
        }
    }

    /// The keys below a prefix, at most 1,000.
    pub(super) async fn keys(&self, bucket: &str, prefix: &str) -> Result<Vec<String>, Trouble> {
        let found = self.s3.list_objects_v2().bucket(bucket).prefix(prefix).send().await;
        let found = found.map_err(|error| Trouble::of(&format!("list s3://{bucket}/{prefix}"), &error))?;
        Ok(found.contents().iter().filter_map(|object| object.key().map(str::to_owned)).collect())
    }
}

fn event_of(event: &HistoryEvent) -> Event {
    Event {
        id: event.id(),
        previous: event.previous_event_id(),
        at: event.timestamp().as_secs_f64(),
        what: what_of(event),
    }
}

fn what_of(event: &HistoryEvent) -> What {
    let failed = |error: Option<&str>, cause: Option<&str>| Failed {
        error: error.unwrap_or("States.Timeout").to_owned(),
        cause: cause.unwrap_or_default().to_owned(),
    };
    let json = |text: Option<&str>| text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or(Value::Null);
    // The details say what an event is; the name tells a task from another state.
    if let Some(entered) = event.state_entered_event_details() {
        let works = event.r#type().as_str() == "TaskStateEntered";
        What::Entered { state: entered.name().to_owned(), works }
    } else if let Some(left) = event.state_exited_event_details() {
        What::Left(left.name().to_owned())
    } else if let Some(task) = event.task_scheduled_event_details() {
        What::Scheduled(json(Some(task.parameters())))
    } else if let Some(call) = event.lambda_function_scheduled_event_details() {
        What::Scheduled(json(call.input()))
    } else if let Some(task) = event.task_submitted_event_details() {
        What::Submitted(json(task.output()))
    } else if let Some(task) = event.task_succeeded_event_details() {
        What::Succeeded(json(task.output()))
    } else if let Some(call) = event.lambda_function_succeeded_event_details() {
        What::Succeeded(json(call.output()))
    } else {
        failure_of(event, failed)
    }
}

fn failure_of(event: &HistoryEvent, failed: impl Fn(Option<&str>, Option<&str>) -> Failed) -> What {
    let task = event.task_failed_event_details().map(|d| failed(d.error(), d.cause()));
    let task = task.or_else(|| event.task_timed_out_event_details().map(|d| failed(d.error(), d.cause())));
    let task = task.or_else(|| event.task_start_failed_event_details().map(|d| failed(d.error(), d.cause())));
    let task = task.or_else(|| event.task_submit_failed_event_details().map(|d| failed(d.error(), d.cause())));
    let task = task.or_else(|| event.lambda_function_failed_event_details().map(|d| failed(d.error(), d.cause())));
    let task = task.or_else(|| event.lambda_function_timed_out_event_details().map(|d| failed(d.error(), d.cause())));
    if let Some(task) = task {
        return What::Failed(task);
    }
    let run = event.execution_failed_event_details().map(|d| failed(d.error(), d.cause()));
    let run = run.or_else(|| event.execution_timed_out_event_details().map(|d| failed(d.error(), d.cause())));
    let stopped = |d: &aws_sdk_sfn::types::ExecutionAbortedEventDetails| {
        failed(Some(d.error().unwrap_or("stopped from outside")), d.cause())
    };
    let run = run.or_else(|| event.execution_aborted_event_details().map(stopped));
    run.map_or(What::Other, What::Ended)
}
