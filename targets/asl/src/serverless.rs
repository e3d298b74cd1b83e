//! EMR Serverless: a job run per job. There is no cluster, so nothing is to be ended.

use pipelinec_core::plan::Job;
use pipelinec_core::target::role_arn;
use pipelinec_syntax::tree::environments::EmrServerless;
use serde_json::json;

use crate::jobs::{runtime_uri, script_uri};
use crate::model::{Catch, ResultPath, StateName, States, Task, Transition};
use crate::template::{Expression, Object, Piece};
use crate::{Builder, Exits, FAILURE, retry};

impl Builder<'_> {
    /// The stages as job runs.
    pub(crate) fn serverless(&self, states: &mut States, serverless: &EmrServerless, exits: &Exits) -> StateName {
        let run = |states: &mut States, job: &Job, then: Transition, failed: &StateName| {
            self.job_run(states, serverless, job, then, failed)
        };
        self.stages(states, &run, exits)
    }

    fn job_run(
        &self,
        states: &mut States,
        serverless: &EmrServerless,
        job: &Job,
        then: Transition,
        failed: &StateName,
    ) -> StateName {
        let name = [Piece::Text(&job.name), Piece::Text(" "), Piece::Value(Expression::run_id())];
        let properties = serverless.spark.iter().map(|(key, value)| format!("--conf {}={} ", key.value, value.value));
        let spark = properties.collect::<String>() + "--py-files " + &runtime_uri(self.environment);
        let submit = Object::new()
            .with("EntryPoint", script_uri(self.environment, &job.name))
            .with("EntryPointArguments", Expression::array(&self.arguments()))
            .with("SparkSubmitParameters", spark);
        let logs = json!({
            "MonitoringConfiguration": {
                "S3MonitoringConfiguration": { "LogUri": self.uri(&self.environment.layout.logs) },
            },
        });
        states.add(
            format!("Run {}", job.name),
            Task {
                comment: self.describe(job),
                resource: self.resource("emr-serverless:startJobRun.sync"),
                parameters: Object::new()
                    .with("Name", Expression::format(&name))
                    .with("ApplicationId", self.names.application.as_str())
                    .with("ExecutionRoleArn", role_arn(self.environment, &self.names.execution_role))
                    // Also ends the job of an execution that was stopped from outside.
                    .with("ExecutionTimeoutMinutes", self.job_timeout().div_ceil(60))
                    .with("JobDriver", Object::new().with("SparkSubmit", submit))
                    .with("ConfigurationOverrides", logs),
                result_selector: None,
                result_path: ResultPath::Nowhere,
                timeout_seconds: self.job_timeout(),
                retry: retry::job(self.environment.job_retries.value),
                catch: Catch { into: FAILURE, next: failed.clone() },
                then,
            },
        )
    }
}
