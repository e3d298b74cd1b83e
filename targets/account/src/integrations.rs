//! THE table: what each call of a state machine, and each call in the Lambda function, needs to be allowed.
//!
//! It is applied to what was emitted, not to what was meant: a call that is not in the table fails the build.
//! Sources: Step Functions, "IAM policies for integrated services"; Service Authorization Reference.

use serde_json::Value;

use crate::machine::Task;
use crate::policy::{Scope, Statement};
use crate::{Context, Defect, athena};

/// A call, and what it needs.
pub(crate) struct Integration {
    /// `glue:startCrawler` of `arn:aws:states:::aws-sdk:glue:startCrawler`, or `client.method` of the function's code.
    pub(crate) call: &'static str,
    grants: &'static [Grant],
}

/// Actions on one kind of resource.
struct Grant {
    sid: &'static str,
    actions: &'static [&'static str],
    on: On,
    /// The parameter without which it is not needed.
    with: Option<&'static str>,
}

/// A kind of resource.
#[derive(Clone, Copy)]
enum On {
    /// A cluster that is about to be: it has no name yet, but its tags are known.
    NewCluster,
    /// The tags of a new cluster: since April 2023 EMR asks for a permission of its own when a cluster is made with tags.
    NewTags,
    /// Clusters with the tags that this machine gives.
    OwnClusters,
    /// The list of all clusters; the action takes no resource.
    AllClusters,
    /// Clusters whose tags are perhaps not there yet.
    AnyCluster,
    /// The role that a parameter names, passed to a service.
    PassedRole {
        parameter: &'static str,
        to: &'static str,
    },
    /// The role with which EMR cleans up after itself, made with an account's first cluster.
    CleanupRole,
    /// The EMR Serverless application.
    Application,
    /// Its job runs.
    JobRuns,
    /// The rule by which Step Functions hears of the end of a job run.
    JobRunRule,
    Crawler,
    Function,
    Topic,
    /// The Athena workgroup.
    WorkGroup,
    /// Athena's name for the Glue catalog.
    DataCatalog,
    /// The catalog, the data and the results of a statement; it brings its own actions.
    Statement,
}

const fn grant(sid: &'static str, actions: &'static [&'static str], on: On) -> Grant {
    Grant { sid, actions, on, with: None }
}

/// Needed only by tasks with that parameter.
const fn grant_with(parameter: &'static str, sid: &'static str, actions: &'static [&'static str], on: On) -> Grant {
    Grant { sid, actions, on, with: Some(parameter) }
}

const PUT_IDLE: &[&str] = &["elasticmapreduce:PutAutoTerminationPolicy"];
const PUT_SCALING: &[&str] = &["elasticmapreduce:PutManagedScalingPolicy"];
const PASS: &[&str] = &["iam:PassRole"];
const QUERY: &[&str] = &["athena:GetQueryExecution", "athena:StartQueryExecution", "athena:StopQueryExecution"];

/// Calls of state machines.
pub(crate) const INTEGRATIONS: &[Integration] = &[
    Integration {
        call: "elasticmapreduce:createCluster.sync",
        grants: &[
            grant("CreateTheCluster", &["elasticmapreduce:RunJobFlow"], On::NewCluster),
            grant_with("/Tags", "TagTheCluster", &["elasticmapreduce:AddTags"], On::NewTags),
            grant_with("/AutoTerminationPolicy", "LetTheClusterEndWhenIdle", PUT_IDLE, On::AnyCluster),
            grant_with("/ManagedScalingPolicy", "LetTheClusterScale", PUT_SCALING, On::AnyCluster),
            grant(
                "WatchAndEndTheCluster",
                &["elasticmapreduce:DescribeCluster", "elasticmapreduce:TerminateJobFlows"],
                On::OwnClusters,
            ),
            grant("PassTheServiceRole", PASS, On::PassedRole { parameter: "/ServiceRole", to: "elasticmapreduce" }),
            grant("PassTheRoleOfTheNodes", PASS, On::PassedRole { parameter: "/JobFlowRole", to: "ec2" }),
            grant("LetEmrCleanUp", &["iam:CreateServiceLinkedRole"], On::CleanupRole),
        ],
    },
    Integration {
        call: "elasticmapreduce:addStep.sync",
        grants: &[grant(
            "RunTheJobs",
            &["elasticmapreduce:AddJobFlowSteps", "elasticmapreduce:CancelSteps", "elasticmapreduce:DescribeStep"],
            On::OwnClusters,
        )],
    },
    Integration {
        call: "elasticmapreduce:terminateCluster.sync",
        grants: &[grant(
            "WatchAndEndTheCluster",
            &["elasticmapreduce:DescribeCluster", "elasticmapreduce:TerminateJobFlows"],
            On::OwnClusters,
        )],
    },
    Integration {
        call: "aws-sdk:emr:listClusters",
        grants: &[grant("LookForTheCluster", &["elasticmapreduce:ListClusters"], On::AllClusters)],
    },
    Integration {
        call: "emr-serverless:startJobRun.sync",
        grants: &[
            grant("StartTheJobs", &["emr-serverless:StartJobRun"], On::Application),
            grant("WatchAndCancelTheJobs", &["emr-serverless:CancelJobRun", "emr-serverless:GetJobRun"], On::JobRuns),
            grant(
                "PassTheRoleOfTheJobs",
                PASS,
                On::PassedRole { parameter: "/ExecutionRoleArn", to: "emr-serverless" },
            ),
            grant(
                "HearOfTheEndOfJobs",
                &["events:DescribeRule", "events:PutRule", "events:PutTargets"],
                On::JobRunRule,
            ),
        ],
    },
    Integration {
        call: "aws-sdk:glue:startCrawler",
        grants: &[grant("StartTheCrawler", &["glue:StartCrawler"], On::Crawler)],
    },
    Integration {
        call: "aws-sdk:glue:getCrawler",
        grants: &[grant("WatchTheCrawler", &["glue:GetCrawler"], On::Crawler)],
    },
    Integration {
        call: "lambda:invoke",
        grants: &[grant("CallTheQueryFunction", &["lambda:InvokeFunction"], On::Function)],
    },
    Integration {
        call: "athena:startQueryExecution.sync",
        grants: &[
            grant("RunTheQueries", QUERY, On::WorkGroup),
            grant("UseTheDataCatalog", &["athena:GetDataCatalog"], On::DataCatalog),
            grant("", &[], On::Statement),
        ],
    },
    Integration { call: "sns:publish", grants: &[grant("TellTheTopic", &["sns:Publish"], On::Topic)] },
];

/// Calls in the code of the Lambda function.
pub(crate) const FUNCTION_CALLS: &[Integration] = &[
    Integration {
        call: "athena.start_query_execution",
        grants: &[
            grant("StartTheQueries", &["athena:StartQueryExecution"], On::WorkGroup),
            grant("UseTheDataCatalog", &["athena:GetDataCatalog"], On::DataCatalog),
        ],
    },
    Integration {
        call: "athena.get_query_execution",
        grants: &[grant("WatchTheQueries", &["athena:GetQueryExecution"], On::WorkGroup)],
    },
    Integration {
        call: "athena.get_query_results",
        grants: &[grant("ReadTheAnswers", &["athena:GetQueryResults"], On::WorkGroup)],
    },
    Integration {
        call: "athena.stop_query_execution",
        grants: &[grant("StopSlowQueries", &["athena:StopQueryExecution"], On::WorkGroup)],
    },
];

/// What a task needs.
pub(crate) fn of_task(context: &Context<'_>, task: &Task) -> Result<Vec<Statement>, Defect> {
    let row = INTEGRATIONS.iter().find(|row| row.call == task.call);
    let unknown = || Defect(format!("the state `{}` calls `{}`: its permissions are not known", task.state, task.call));
    let mut statements = Vec::new();
    let is_needed = |grant: &&Grant| grant.with.is_none_or(|parameter| task.parameters.pointer(parameter).is_some());
    for grant in row.ok_or_else(unknown)?.grants.iter().filter(is_needed) {
        if matches!(grant.on, On::Statement) {
            statements.extend(athena::sql(context, task.text("/QueryString")?, &task.who())?);
        } else {
            let scope = scope(context, grant.on, &task.parameters).map_err(|what| missing(task, what))?;
            statements.push(Statement::new(grant.sid, grant.actions, scope, &task.who()));
        }
    }
    Ok(statements)
}

fn missing(task: &Task, what: &str) -> Defect {
    Defect(format!("the state `{}` has no fixed `{what}`", task.state))
}

/// What a call in the function's code needs. Its requests are made from constants that are the environment's.
pub(crate) fn of_call(context: &Context<'_>, call: &str) -> Result<Vec<Statement>, Defect> {
    let row = FUNCTION_CALLS.iter().find(|row| row.call == call);
    let unknown = || Defect(format!("the Lambda function calls `{call}`: its permissions are not known"));
    let parameters = serde_json::json!({ "WorkGroup": context.environment.query.workgroup });
    let mut statements = Vec::new();
    for grant in row.ok_or_else(unknown)?.grants {
        let scope = scope(context, grant.on, &parameters).map_err(|what| Defect(format!("{call} has no `{what}`")))?;
        statements.push(Statement::new(grant.sid, grant.actions, scope, &format!("function call {call}")));
    }
    Ok(statements)
}

/// The resources of a grant; the parameter that is missing, if one is.
fn scope(context: &Context<'_>, on: On, parameters: &Value) -> Result<Scope, &'static str> {
    let arns = context.arns;
    let text = |pointer: &'static str| parameters.pointer(pointer).and_then(Value::as_str).ok_or(pointer);
    let one = |service: &str, resource: String| Ok(Scope::of([arns.of(service, &resource)]));
    match on {
        // The action takes no resource: the cluster is only about to be.
        On::NewCluster => Ok(tagged(Scope::of(["*".into()]), "aws:RequestTag", context)),
        On::NewTags => {
            let clusters = Scope::of([arns.of("elasticmapreduce", "cluster/*")]);
            Ok(tagged(clusters, "aws:RequestTag", context))
        }
        On::OwnClusters => {
            let clusters = Scope::of([arns.of("elasticmapreduce", "cluster/*")]);
            Ok(tagged(clusters, "elasticmapreduce:ResourceTag", context))
        }
        On::AllClusters => Ok(Scope::of(["*".into()])),
        On::AnyCluster => one("elasticmapreduce", "cluster/*".into()),
        On::PassedRole { parameter, to } => {
            let role = Scope::of([arns.role(text(parameter)?)]);
            Ok(role.when("StringEquals", "iam:PassedToService", arns.service(to)))
        }
        On::CleanupRole => {
            let service = arns.service("elasticmapreduce");
            let role = arns.role(&format!("aws-service-role/{service}/AWSServiceRoleForEMRCleanup"));
            Ok(Scope::of([role]).when("StringEquals", "iam:AWSServiceName", service))
        }
        On::Application => one("emr-serverless", format!("/applications/{}", text("/ApplicationId")?)),
        On::JobRuns => one("emr-serverless", format!("/applications/{}/jobruns/*", text("/ApplicationId")?)),
        On::JobRunRule => one("events", "rule/StepFunctionsGetEventsForEMRServerlessJobRule".into()),
        On::Crawler => one("glue", format!("crawler/{}", text("/Name")?)),
        On::Function => one("lambda", format!("function:{}", text("/FunctionName")?)),
        On::Topic => Ok(Scope::of([text("/TopicArn")?.to_owned()])),
        On::WorkGroup => one("athena", format!("workgroup/{}", text("/WorkGroup")?)),
        On::DataCatalog => one("athena", "datacatalog/AwsDataCatalog".into()),
        On::Statement => Err("/QueryString"),
    }
}

/// Limits clusters to those with the tags of ours.
fn tagged(scope: Scope, key: &str, context: &Context<'_>) -> Scope {
    context
        .cluster_tags
        .iter()
        .fold(scope, |scope, (tag, value)| scope.when("StringEquals", format!("{key}/{tag}"), value.as_str()))
}

/// The tags by which clusters of this machine are known: those that it creates them with.
pub(crate) fn cluster_tags(tasks: &[Task]) -> Vec<(String, String)> {
    let create = tasks.iter().filter(|task| task.call == "elasticmapreduce:createCluster.sync");
    let tags = create.filter_map(|task| task.parameters.get("Tags")?.as_array()).flatten();
    tags.filter_map(|tag| {
        let (key, value) = (tag.get("Key")?.as_str()?, tag.get("Value")?.as_str()?);
        key.starts_with("pipelinec:").then(|| (key.to_owned(), value.to_owned()))
    })
    .collect()
}
