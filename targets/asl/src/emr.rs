//! EMR on EC2: a cluster for the run, the jobs as steps, and the cluster's end on every path.

use pipelinec_core::plan::Job;
use pipelinec_syntax::tree::environments::{Emr, Nodes};
use serde_json::{Value, json};

use crate::jobs::{runtime_uri, script_uri};
use crate::model::{Catch, Output, Pass, ResultPath, StateName, States, Task, Transition};
use crate::template::{Expression, Object, Piece};
use crate::{Builder, Exits, FAILED, FAILURE, retry};

/// Instances, software and bootstrap: an hour is far beyond the usual ten minutes.
const CREATE_TIMEOUT: u32 = 3_600;
pub(crate) const TERMINATE_TIMEOUT: u32 = 1_800;

/// EMR's limit. Source: RunJobFlow, "StepConcurrencyLevel".
const MAX_CONCURRENCY: usize = 256;

fn cluster_id() -> Expression {
    Expression::path("$.cluster.ClusterId")
}

impl Builder<'_> {
    /// From the creation of the cluster to its end.
    pub(crate) fn cluster(&self, states: &mut States, emr: &Emr, exits: &Exits) -> StateName {
        let abort = self.terminate_after_failure(states, &exits.failure);
        let done = self.terminate(states, exits);
        let run = |states: &mut States, job: &Job, then: Transition, failed: &StateName| {
            self.step(states, emr, job, then, failed)
        };
        let first = self.stages(states, &run, &Exits { next: done, failure: abort });
        self.create(states, emr, &Exits { next: first, failure: exits.failure.clone() })
    }

    fn create(&self, states: &mut States, emr: &Emr, exits: &Exits) -> StateName {
        let not_created = self.end_stray_cluster(states, &exits.failure);
        let idle = emr.idle_minutes.value;
        states.add(
            "Create cluster",
            Task {
                comment: format!(
                    "Starts a cluster for this run and waits until it is ready{}. From here on every path ends it; if the \
                     execution is stopped from outside, it ends itself after {idle} idle minutes.",
                    self.spots(&[emr.release.span])
                ),
                resource: self.resource("elasticmapreduce:createCluster.sync"),
                parameters: self.cluster_request(emr),
                result_selector: Some(Object::new().with("ClusterId", Expression::path("$.ClusterId"))),
                result_path: ResultPath::Field("$.cluster"),
                timeout_seconds: CREATE_TIMEOUT,
                retry: retry::CREATE_CLUSTER.into(),
                catch: Catch { into: FAILURE, next: not_created },
                then: (&exits.next).into(),
            },
        )
    }

    fn cluster_request(&self, emr: &Emr) -> Object {
        let widest = self.plan.stages.iter().map(Vec::len).max().unwrap_or(1).clamp(1, MAX_CONCURRENCY);
        let mut request = Object::new()
            .with("Name", self.cluster_name())
            .with("ReleaseLabel", emr.release.value.as_str())
            .with("Applications", json!([{ "Name": "Spark" }]))
            .with("ServiceRole", self.names.service_role.as_str())
            .with("JobFlowRole", self.names.instance_profile.as_str())
            .with("LogUri", self.uri(&self.environment.layout.logs))
            .with("StepConcurrencyLevel", widest)
            .with("AutoTerminationPolicy", json!({ "IdleTimeout": emr.idle_minutes.value * 60 }))
            .with("Instances", instances(emr));
        if let Some(most) = &emr.max_nodes {
            request = request.with("ManagedScalingPolicy", scaling(emr, most.value));
        }
        // The managed policy of EMR's service role wants the last tag.
        request.with(
            "Tags",
            json!([
                { "Key": "pipelinec:pipeline", "Value": &*self.plan.pipeline.name },
                { "Key": "pipelinec:environment", "Value": self.environment.name.text },
                { "Key": "for-use-with-amazon-emr-managed-policies", "Value": "true" },
            ]),
        )
    }

    /// Holds the run's id, so that the run's cluster can be told from others.
    pub(crate) fn cluster_name(&self) -> Expression {
        Expression::format(&[
            Piece::Text(&self.plan.pipeline.name),
            Piece::Text(" "),
            Piece::Text(&self.environment.name.text),
            Piece::Text(" "),
            Piece::Value(Expression::run_id()),
        ])
    }

    fn step(&self, states: &mut States, emr: &Emr, job: &Job, then: Transition, failed: &StateName) -> StateName {
        let mut submit: Vec<Expression> = ["spark-submit", "--deploy-mode", "cluster"].map(Expression::text).into();
        for (key, value) in &emr.spark {
            submit.push(Expression::text("--conf"));
            submit.push(Expression::text(&format!("{}={}", key.value, value.value)));
        }
        submit.push(Expression::text("--py-files"));
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
                timeout_seconds: self.job_timeout(),
                retry: retry::job(self.environment.job_retries.value),
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
            retry: retry::TERMINATE.into(),
            catch: Catch { into, next: failed },
            then: next.into(),
        }
    }
}

fn instances(emr: &Emr) -> Value {
    let mut groups = vec![
        json!({ "Name": "Primary", "InstanceRole": "MASTER", "InstanceType": emr.primary, "InstanceCount": 1 }),
        group("Core", "CORE", &emr.core),
    ];
    groups.extend(emr.task.as_ref().map(|task| group("Task", "TASK", task)));
    let mut instances = json!({
        "KeepJobFlowAliveWhenNoSteps": true,
        "TerminationProtected": false,
        "InstanceGroups": groups,
    });
    if let (Some(subnet), Some(fields)) = (&emr.subnet, instances.as_object_mut()) {
        fields.insert("Ec2SubnetId".into(), json!(subnet.value));
    }
    instances
}

/// Without a bid the price is bounded by the on-demand price.
fn group(name: &str, role: &str, nodes: &Nodes) -> Value {
    let mut group = json!({
        "Name": name,
        "InstanceRole": role,
        "InstanceType": nodes.instance_type,
        "InstanceCount": nodes.count.value,
    });
    if let (true, Some(fields)) = (nodes.spot, group.as_object_mut()) {
        fields.insert("Market".into(), json!("SPOT"));
    }
    group
}

/// With task nodes only those come and go: core nodes hold HDFS, and to take one away costs time.
fn scaling(emr: &Emr, most: u64) -> Value {
    let at_start = emr.core.count.value + emr.task.as_ref().map_or(0, |task| task.count.value);
    let mut limits = json!({
        "UnitType": "Instances",
        "MinimumCapacityUnits": at_start,
        "MaximumCapacityUnits": most,
    });
    if let (Some(_), Some(fields)) = (&emr.task, limits.as_object_mut()) {
        fields.insert("MaximumCoreCapacityUnits".into(), json!(emr.core.count.value));
    }
    json!({ "ComputeLimits": limits })
}
