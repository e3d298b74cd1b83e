//! EMR on EC2 and EMR Serverless.

use serde_json::{Value, json};

use super::super::clock;
use super::super::error::StateError;
use super::super::resource::Pattern;
use super::{Answer, Call, Ends, Running, World};

const CLUSTER: &str = "EMR cluster";
const STEP: &str = "EMR step";
const APPLICATION: &str = "EMR Serverless application";
const RUN: &str = "EMR Serverless job run";

/// How long things take here.
const CLUSTER_SECONDS: u64 = 300;
const STEP_SECONDS: u64 = 600;
const END_SECONDS: u64 = 60;
/// When a Serverless application that is not told otherwise stops. Source: EMR Serverless, `AutoStopConfig`.
const APPLICATION_IDLE_SECONDS: u64 = 15 * 60;

impl World {
    pub(super) fn emr(&mut self, call: &Call<'_>) -> Answer {
        match call.resource.action.as_str() {
            "createCluster" | "runJobFlow" => Ok(self.create_cluster(call)),
            "addStep" => self.add_step(call),
            "addJobFlowSteps" => {
                let index = self.alive(call.text("JobFlowId"))?;
                self.step_on(call, index);
                Ok(Running::answer(json!({ "StepIds": [self.id(self.works.len().saturating_sub(1))] })))
            }
            "terminateCluster" => {
                let index = self.alive(call.text("ClusterId"))?;
                Ok(self.terminate(call, &[index]))
            }
            "terminateJobFlows" => {
                let ids = call.parameters.get("JobFlowIds").and_then(Value::as_array).cloned().unwrap_or_default();
                let known = ids.iter().filter_map(|id| self.known(CLUSTER, id.as_str()?)).collect::<Vec<_>>();
                Ok(self.terminate(call, &known))
            }
            "listClusters" => Ok(Running::answer(json!({ "Clusters": self.clusters(call) }))),
            "describeCluster" => {
                let index =
                    self.known(CLUSTER, call.text("ClusterId")).ok_or_else(|| no_cluster(call.text("ClusterId")))?;
                Ok(Running::answer(json!({ "Cluster": self.cluster(index) })))
            }
            "describeStep" => {
                let state = self.look(STEP, call.text("StepId"), call.now, "COMPLETED");
                Ok(Running::answer(json!({ "Step": { "Id": call.text("StepId"), "Status": { "State": state } } })))
            }
            _ => Ok(self.other(call)),
        }
    }

    fn create_cluster(&mut self, call: &Call<'_>) -> Running {
        let idle = call.parameters.pointer("/AutoTerminationPolicy/IdleTimeout").and_then(Value::as_u64);
        let keeps = call.parameters.pointer("/Instances/KeepJobFlowAliveWhenNoSteps").and_then(Value::as_bool);
        // `createCluster` always keeps its cluster: Step Functions takes nothing else.
        let ends = match (call.resource.action.as_str(), keeps, idle) {
            ("runJobFlow", None | Some(false), _) => Ends::ByItself,
            (_, _, Some(idle)) => Ends::Idle(idle),
            (_, _, None) => Ends::Never,
        };
        let index = self.start(call, CLUSTER, "j-#", ends, CLUSTER_SECONDS);
        let id = self.id(index);
        let arn = format!("arn:aws:elasticmapreduce:eu-west-1:123456789012:cluster/{id}");
        let answer = if call.resource.action == "runJobFlow" {
            json!({ "JobFlowId": id, "ClusterArn": arn })
        } else {
            json!({ "ClusterId": id, "ClusterArn": arn })
        };
        let seconds = if call.resource.pattern == Pattern::Sync { CLUSTER_SECONDS } else { 1 };
        // The work is not handed over: neither the answer nor a stop ends the cluster.
        Running { answer, seconds, work: None, ending: None }
    }

    fn step_on(&mut self, call: &Call<'_>, cluster: usize) {
        let index = self.start(call, STEP, "s-#", Ends::ByItself, STEP_SECONDS);
        let name = call.parameters.pointer("/Step/Name").and_then(Value::as_str).unwrap_or_default().to_owned();
        if let Some(step) = self.works.get_mut(index) {
            step.on = Some(cluster);
            step.name = name;
        }
    }

    fn add_step(&mut self, call: &Call<'_>) -> Answer {
        let cluster = self.alive(call.text("ClusterId"))?;
        self.step_on(call, cluster);
        let index = self.works.len().saturating_sub(1);
        let (id, name) = self.works.get(index).map_or(("", ""), |step| (&step.id, &step.name));
        let answer = json!({ "StepId": id, "Step": { "Id": id, "Name": name, "Status": { "State": "COMPLETED" } } });
        Ok(match call.resource.pattern {
            Pattern::Request => Running::answer(json!({ "StepId": id })),
            Pattern::Sync | Pattern::Token => {
                Running { answer, seconds: STEP_SECONDS, work: Some(index), ending: None }
            }
        })
    }

    fn terminate(&mut self, call: &Call<'_>, clusters: &[usize]) -> Running {
        let seconds = if call.resource.pattern == Pattern::Sync { END_SECONDS } else { 1 };
        // The order to end stands as soon as it is given, also when nobody waits for the end.
        clusters.iter().for_each(|index| self.end(*index));
        Running { answer: json!({}), seconds, work: None, ending: None }
    }

    /// A cluster that can be spoken to.
    fn alive(&self, id: &str) -> Result<usize, StateError> {
        self.known(CLUSTER, id).ok_or_else(|| no_cluster(id))
    }

    fn cluster(&self, index: usize) -> Value {
        let Some(work) = self.works.get(index) else { return Value::Null };
        let state = if work.is_over { "TERMINATED" } else { "WAITING" };
        json!({ "Id": work.id, "Name": work.name, "Status": { "State": state } })
    }

    /// Clusters in the states asked for. One that was created by runs of others is among them, as on a real account.
    fn clusters(&self, call: &Call<'_>) -> Vec<Value> {
        let states = call.parameters.get("ClusterStates").and_then(Value::as_array);
        let after = call.text("CreatedAfter");
        let after = clock::parse(after).map_or(0, |nanos| nanos / 1_000_000_000);
        let mine = self.works.iter().enumerate().filter(|(_, work)| work.kind == CLUSTER);
        let recent = mine.filter(|(_, work)| i128::from(work.began) >= after).map(|(index, _)| self.cluster(index));
        let others = json!({ "Id": "j-OTHER", "Name": "another pipeline", "Status": { "State": "RUNNING" } });
        let asked =
            |cluster: &Value| states.is_none_or(|s| cluster.pointer("/Status/State").is_some_and(|x| s.contains(x)));
        recent.chain([others]).filter(asked).collect()
    }

    pub(super) fn emr_serverless(&mut self, call: &Call<'_>) -> Answer {
        let application = call.text("ApplicationId").to_owned();
        match call.resource.action.as_str() {
            "createApplication" | "startApplication" => Ok(self.application(call)),
            "stopApplication" | "deleteApplication" => {
                let index = self.known(APPLICATION, &application);
                let ending = index.filter(|_| call.resource.pattern != Pattern::Request);
                if let Some(index) = index {
                    self.end(index);
                }
                Ok(Running { answer: json!({}), seconds: END_SECONDS, work: None, ending })
            }
            "startJobRun" => self.job(call, RUN, "run-#", STEP_SECONDS, |id| {
                json!({
                    "ApplicationId": application, "JobRunId": id,
                    "Arn": format!("arn:aws:emr-serverless:eu-west-1:123456789012:/applications/{application}/jobruns/{id}"),
                })
            }),
            "getJobRun" => {
                let state = self.look(RUN, call.text("JobRunId"), call.now, "SUCCESS");
                Ok(Running::answer(json!({ "JobRun": { "JobRunId": call.text("JobRunId"), "State": state } })))
            }
            "cancelJobRun" => {
                if let Some(index) = self.known(RUN, call.text("JobRunId")) {
                    self.end(index);
                }
                Ok(Running::answer(json!({ "JobRunId": call.text("JobRunId") })))
            }
            _ => Ok(self.other(call)),
        }
    }

    /// An application costs nothing until it starts; a started one stops when idle unless that is switched off.
    fn application(&mut self, call: &Call<'_>) -> Running {
        let given = call.text("ApplicationId").to_owned();
        let stop = call.parameters.get("AutoStopConfiguration");
        let setting = |key: &str| stop.and_then(|stop| stop.get(key));
        let ends = if setting("Enabled").and_then(Value::as_bool) == Some(false) {
            Ends::Never
        } else {
            let minutes = setting("IdleTimeoutMinutes").and_then(Value::as_u64);
            Ends::Idle(minutes.map_or(APPLICATION_IDLE_SECONDS, |minutes| minutes.saturating_mul(60)))
        };
        let index = match self.known(APPLICATION, &given) {
            Some(index) => index,
            None => self.start(call, APPLICATION, if given.is_empty() { "00f#" } else { &given }, ends, END_SECONDS),
        };
        Running { answer: json!({ "ApplicationId": self.id(index) }), seconds: END_SECONDS, work: None, ending: None }
    }
}

fn no_cluster(id: &str) -> StateError {
    StateError::new("States.TaskFailed", format!("cluster id `{id}` is not valid"))
}
