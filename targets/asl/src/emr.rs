//! EMR on EC2: a cluster for the run, the jobs as steps, and the cluster's end on every path.

use pipelinec_core::plan::Job;
use pipelinec_syntax::tree::environments::Emr;
use serde_json::json;

use crate::jobs::{JOB_TIMEOUT, runtime_uri, script_uri};
use crate::model::{Catch, Output, Pass, ResultPath, StateName, States, Task, Transition};
use crate::template::{Expression, Object, Piece};
use crate::{Builder, Exits, FAILED, FAILURE, retry};

/// Instances, software and bootstrap: an hour is far beyond the usual ten minutes.
const CREATE_TIMEOUT: u32 = 3_600;
const TERMINATE_TIMEOUT: u32 = 1_800;

/// EMR's limit. Source: RunJobFlow, "StepConcurrencyLevel".
const MAX_CONCURRENCY: usize = 256;

/// Step Functions looks at a long step only every five minutes; until then the cluster is idle between two stages, and
/// must not end itself.
const LEAST_IDLE_MINUTES: u64 = 10;
/// Source: AutoTerminationPolicy, "IdleTimeout": seven days.
const MOST_IDLE_MINUTES: u64 = 7 * 24 * 60;

fn cluster_id() -> Expression {
    Expression::path("$.cluster.ClusterId")
}

impl Builder<'_> {
    /// From the creation of the cluster to its end.
    pub(crate) fn cluster(&self, states: &mut States, emr: &Emr, exits: &Exits) -> StateName {
        let abort = self.terminate_after_failure(states, &exits.failure);
        let done = self.terminate(states, exits);
        let run =
            |states: &mut States, job: &Job, then: Transition, failed: &StateName| self.step(states, job, then, failed);
        let first = self.stages(states, &run, &Exits { next: done, failure: abort });
        self.create(states, emr, &Exits { next: first, failure: exits.failure.clone() })
    }

    fn create(&self, states: &mut States, emr: &Emr, exits: &Exits) -> StateName {
        let not_created = self.note(
            states,
            "Cluster was not created",
            "the creation of the cluster",
            "No cluster id is known here. After a timeout Step Functions asks EMR to end the cluster it was waiting for; \
             if that fails too, the cluster's idle policy ends it.",
            &exits.failure,
        );
        let idle = idle_minutes(emr);
        states.add(
            "Create cluster",
            Task {
                comment: format!(
                    "Starts a cluster for this run and waits until it is ready. From here on every path ends it; if the \
                     execution is stopped from outside, it ends itself after {idle} idle minutes."
                ),
                resource: self.resource("elasticmapreduce:createCluster.sync"),
                parameters: self.cluster_request(emr, idle),
                result_selector: Some(Object::new().with("ClusterId", Expression::path("$.ClusterId"))),
                result_path: ResultPath::Field("$.cluster"),
                timeout_seconds: CREATE_TIMEOUT,
                retry: retry::EMR,
                catch: Catch { into: FAILURE, next: not_created },
                then: (&exits.next).into(),
            },
        )
    }

    fn cluster_request(&self, emr: &Emr, idle_minutes: u64) -> Object {
        let widest = self.plan.stages.iter().map(Vec::len).max().unwrap_or(1).clamp(1, MAX_CONCURRENCY);
        let group = |name: &str, role: &str, instance_type: &str, count: u64| json!({ "Name": name, "InstanceRole": role, "InstanceType": instance_type, "InstanceCount": count });
        let name = [
            Piece::Text(&self.plan.pipeline.name),
            Piece::Text(" "),
            Piece::Text(&self.environment.name.text),
            Piece::Text(" "),
            Piece::Value(Expression::run_id()),
        ];
        Object::new()
            .with("Name", Expression::format(&name))
            .with("ReleaseLabel", emr.release.value.as_str())
            .with("Applications", json!([{ "Name": "Spark" }]))
            .with("ServiceRole", self.names.service_role.as_str())
            .with("JobFlowRole", self.names.instance_profile.as_str())
            .with("LogUri", self.uri(&self.environment.layout.logs))
            .with("StepConcurrencyLevel", widest)
            .with("AutoTerminationPolicy", json!({ "IdleTimeout": idle_minutes * 60 }))
            .with(
                "Instances",
                json!({
                    "KeepJobFlowAliveWhenNoSteps": true,
                    "TerminationProtected": false,
                    "InstanceGroups": [
                        group("Primary", "MASTER", &emr.primary, 1),
                        group("Core", "CORE", &emr.core_type, emr.core_count),
                    ],
                }),
            )
            // The managed policy of EMR's service role wants the second tag.
            .with(
                "Tags",
                json!([
                    { "Key": "pipelinec:pipeline", "Value": &*self.plan.pipeline.name },
                    { "Key": "for-use-with-amazon-emr-managed-policies", "Value": "true" },
                ]),
            )
    }

    fn step(&self, states: &mut States, job: &Job, then: Transition, failed: &StateName) -> StateName {
        let mut submit: Vec<Expression> =
            ["spark-submit", "--deploy-mode", "cluster", "--py-files"].map(Expression::text).into();
        submit.push(Expression::text(&runtime_uri(self.environment)));
        submit.push(Expression::text(&script_uri(self.environment, &job.name)));
        submit.extend(self.arguments());
        // With more than one step at a time EMR takes no other action; the machine ends the cluster itself.
        let step = Object::new().with("Name", &*job.name).with("ActionOnFailure", "CONTINUE").with(
            "HadoopJarStep",
            Object::new().with("Jar", "command-runner.jar").with("Args", Expression::array(&submit)),
        );
        states.add(
            format!("Run {}", job.name),
            Task {
                comment: self.describe(job),
                resource: self.resource("elasticmapreduce:addStep.sync"),
                parameters: Object::new().with("ClusterId", cluster_id()).with("Step", step),
                result_selector: None,
                result_path: ResultPath::Nowhere,
                timeout_seconds: JOB_TIMEOUT,
                retry: retry::EMR,
                catch: Catch { into: FAILURE, next: failed.clone() },
                then,
            },
        )
    }

    /// After the last stage.
    fn terminate(&self, states: &mut States, exits: &Exits) -> StateName {
        let what = [Piece::Text("the end of cluster "), Piece::Value(cluster_id())];
        let not_ended = states.add(
            "Cluster did not end",
            Pass {
                comment: "The outputs are complete, but the cluster may still run. It ends itself when idle.".into(),
                output: Output::Parameters(Object::new().with("what", Expression::format(&what))),
                result_path: ResultPath::Field(FAILED),
                then: (&exits.failure).into(),
            },
        );
        let comment = "Ends the cluster: all jobs are done.";
        states.add("Terminate cluster", self.terminate_task(comment, FAILURE, not_ended, &exits.next))
    }

    /// After a failure of a job. What failed stays what the run reports, even if the cluster's end fails as well.
    fn terminate_after_failure(&self, states: &mut States, failure: &StateName) -> StateName {
        let what = [
            Piece::Value(Expression::path("$.failed.what")),
            Piece::Text(" (and the end of cluster "),
            Piece::Value(cluster_id()),
            Piece::Text(", which may still run until it is idle)"),
        ];
        let may_run = states.add(
            "Cluster may still run",
            Pass {
                comment: "Adds to the report that the cluster did not end. It ends itself when idle.".into(),
                output: Output::Parameters(Object::new().with("what", Expression::format(&what))),
                result_path: ResultPath::Field(FAILED),
                then: failure.into(),
            },
        );
        let comment = "Ends the cluster: a job has failed.";
        states.add("Terminate cluster after failure", self.terminate_task(comment, "$.termination", may_run, failure))
    }

    fn terminate_task(&self, comment: &str, into: &'static str, failed: StateName, next: &StateName) -> Task {
        Task {
            comment: comment.into(),
            resource: self.resource("elasticmapreduce:terminateCluster.sync"),
            parameters: Object::new().with("ClusterId", cluster_id()),
            result_selector: None,
            result_path: ResultPath::Nowhere,
            timeout_seconds: TERMINATE_TIMEOUT,
            retry: retry::TERMINATE,
            catch: Catch { into, next: failed },
            then: next.into(),
        }
    }
}

fn idle_minutes(emr: &Emr) -> u64 {
    emr.idle_minutes.clamp(LEAST_IDLE_MINUTES, MOST_IDLE_MINUTES)
}
