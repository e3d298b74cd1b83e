//! The end of a cluster whose id is not known: its creation has failed for this machine (a timeout, a lost permission), but
//! perhaps not for EMR. Its name holds the run's id, so it can be found.

use serde_json::json;

use crate::condition::{Condition, Rule};
use crate::model::{
    Branch, Catch, Choice, ErrorName, Fail, Map, Output, Pass, ResultPath, StateName, States, Task, Transition,
};
use crate::template::{Expression, Object};
use crate::{Builder, Exits, FAILURE, report, retry};

const CALL_TIMEOUT: u32 = 60;
/// Where the list of clusters goes.
const FOUND: &str = "$.found";
/// What went wrong while looking; the creation's error stays what the run reports.
const SEARCH: &str = "$.search";

impl Builder<'_> {
    /// From the failed creation to the report of it.
    pub(crate) fn end_stray_cluster(&self, states: &mut States, failure: &StateName) -> StateName {
        let next = self.note(
            states,
            "Cluster was not created",
            "the creation of the cluster",
            "Writes down that there is no cluster.",
            failure,
        );
        let failed = self.note(
            states,
            "Cluster may still come up",
            "the creation of the cluster, which may still come up and then ends itself when idle,",
            "Writes down that there may be a cluster: it was not found, or not ended.",
            failure,
        );
        let each = self.each_cluster(states, &Exits { next: next.clone(), failure: failed.clone() });
        let any = states.add(
            "Is there any cluster?",
            Choice {
                comment: "Asked first, because a path that leads nowhere cannot be caught.".into(),
                choices: vec![Rule { condition: Condition::Present(format!("{FOUND}.Clusters[0].Id")), next: each }],
                default: next,
            },
        );
        states.add(
            "Look for the cluster",
            Task {
                comment:
                    "Clusters that were made since this run began. One that did not come up has ended itself; one that \
                          took too long may still come up. If this fails, the cluster's idle policy ends it."
                        .into(),
                resource: self.resource("aws-sdk:emr:listClusters"),
                parameters: Object::new()
                    .with("ClusterStates", json!(["STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING"]))
                    .with("CreatedAfter", Expression::path("$$.Execution.StartTime")),
                result_selector: None,
                result_path: ResultPath::Field(FOUND),
                timeout_seconds: CALL_TIMEOUT,
                retry: retry::LIST_CLUSTERS.into(),
                catch: Catch { into: SEARCH, next: failed },
                then: (&any).into(),
            },
        )
    }

    fn each_cluster(&self, states: &mut States, exits: &Exits) -> StateName {
        let item =
            Object::new().with("cluster", Expression::path("$$.Map.Item.Value")).with("name", self.cluster_name());
        states.add(
            "Each cluster",
            Map {
                comment: "Other runs and other pipelines have clusters, too.".into(),
                items_path: format!("{FOUND}.Clusters"),
                item_selector: item,
                item_processor: self.end_if_own(),
                result_path: ResultPath::Nowhere,
                catch: Catch { into: SEARCH, next: exits.failure.clone() },
                then: (&exits.next).into(),
            },
        )
    }

    fn end_if_own(&self) -> Branch {
        let mut states = States::default();
        let other = states.add(
            "Another cluster",
            Pass {
                comment: "Is left alone.".into(),
                output: Output::Parameters(Object::new()),
                result_path: ResultPath::Nowhere,
                then: Transition::End,
            },
        );
        let stop = states.add(
            "Stop the search",
            Fail {
                comment: "Fails the search, so that the report says that the cluster may still run.".into(),
                error: ErrorName::Fixed("ClusterDidNotEnd"),
                cause_path: report::cause(),
            },
        );
        let cause = Expression::json(&Expression::path(FAILURE));
        let not_ended =
            states.add("Cluster found did not end", report::pass("Why it did not end.".into(), cause, &stop));
        let end = states.add(
            "Terminate the cluster found",
            Task {
                comment: "Ends the cluster of this run.".into(),
                resource: self.resource("elasticmapreduce:terminateCluster.sync"),
                parameters: Object::new().with("ClusterId", Expression::path("$.cluster.Id")),
                result_selector: None,
                result_path: ResultPath::Nowhere,
                timeout_seconds: crate::emr::TERMINATE_TIMEOUT,
                retry: retry::TERMINATE.into(),
                catch: Catch { into: FAILURE, next: not_ended },
                then: Transition::End,
            },
        );
        let own = Condition::All(vec![
            Condition::Present("$.cluster.Name".into()),
            Condition::EqualsPath("$.cluster.Name".into(), "$.name".into()),
        ]);
        let start_at = states.add(
            "Is it this run's cluster?",
            Choice {
                comment: "Its name holds the run's id.".into(),
                choices: vec![Rule { condition: own, next: end }],
                default: other,
            },
        );
        Branch { start_at, states }
    }
}
