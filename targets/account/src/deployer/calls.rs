//! THE table: each call of the AWS SDK that the deployment is designed to make, and what it needs to be allowed. The code of
//! the deployment is not here yet: a row that it does not call goes, and one that it calls comes, with a test of both.
//!
//! Sources: Service Authorization Reference; Step Functions, "Authorization for versions and aliases" (calls on a version or
//! an alias are authorized on the machine); IAM, `AddRoleToInstanceProfile` (passes the role); Amazon S3, "GetObject" (without
//! `s3:ListBucket` a missing object is "forbidden", not "not found").

/// A call, and what it needs.
pub struct Call {
    /// The SDK's client: `iam`.
    pub client: &'static str,
    /// Its operation: `create_role`.
    pub operation: &'static str,
    pub(super) purpose: Purpose,
    pub(super) actions: &'static [&'static str],
    pub(super) on: On,
    pub(super) passes: &'static [Pass],
}

/// What a call is made for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Looking at what is there.
    Compare,
    /// Making, changing or removing it.
    Change,
    /// Starting and stopping runs.
    Start,
    /// Watching runs.
    Watch,
    /// Removing data.
    RemoveData,
}

/// Kinds of resources.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum On {
    Bucket,
    /// Objects of the deployment itself: its files and its record.
    Files,
    /// Datasets and results of queries.
    Data,
    Logs,
    Roles,
    /// The policies that AWS maintains, on the roles that get one.
    ManagedPolicy,
    InstanceProfile,
    Database,
    /// The database with all in it: whoever deletes it deletes that.
    WholeDatabase,
    Tables,
    /// A crawler that is about to be: the action takes no resource.
    NewCrawler,
    Crawler,
    Function,
    WorkGroup,
    /// Named queries, which belong to their workgroup.
    Queries,
    Schedule,
    Rules,
    /// An application that is about to be: the action takes no resource.
    NewApplication,
    /// The list of all applications; the action takes no resource.
    AllApplications,
    Application,
    /// Its tags, which are given when it is made.
    NewTags,
    /// The role that EMR Serverless makes for itself with an account's first application.
    ServerlessRole,
    Machine,
    /// The machine, as what is started.
    Starts,
    /// The machine, as what has runs.
    RunsOfMachine,
    Runs,
    Clusters,
    JobRuns,
}

/// Roles that calls hand to a service.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Pass {
    Machine,
    Function,
    Crawler,
    Schedule,
    Trigger,
    Nodes,
}

const fn call(
    client: &'static str,
    operation: &'static str,
    purpose: Purpose,
    actions: &'static [&'static str],
    on: On,
) -> Call {
    Call { client, operation, purpose, actions, on, passes: &[] }
}

impl Call {
    const fn passing(self, passes: &'static [Pass]) -> Self {
        Self { passes, ..self }
    }
}

use Purpose::{Change, Compare, RemoveData, Start, Watch};

/// All calls, by what they are on. `sts get_caller_identity` needs no permission.
pub const CALLS: &[Call] = &[
    // The record, and the files of releases. Conditional writes look at what is there.
    call("s3", "list_objects_v2", Compare, &["s3:ListBucket"], On::Bucket),
    call("s3", "get_object", Compare, &["s3:GetObject"], On::Files),
    call("s3", "head_object", Compare, &["s3:GetObject"], On::Files),
    call("s3", "put_object", Change, &["s3:PutObject"], On::Files),
    call("s3", "delete_object", Change, &["s3:DeleteObject"], On::Files),
    call("s3", "get_bucket_notification_configuration", Compare, &["s3:GetBucketNotification"], On::Bucket),
    // Roles.
    call("iam", "get_role", Compare, &["iam:GetRole"], On::Roles),
    call("iam", "get_role_policy", Compare, &["iam:GetRolePolicy"], On::Roles),
    call("iam", "list_role_policies", Compare, &["iam:ListRolePolicies"], On::Roles),
    call("iam", "list_attached_role_policies", Compare, &["iam:ListAttachedRolePolicies"], On::Roles),
    call("iam", "create_role", Change, &["iam:CreateRole", "iam:TagRole"], On::Roles),
    call("iam", "tag_role", Change, &["iam:TagRole"], On::Roles),
    call("iam", "update_assume_role_policy", Change, &["iam:UpdateAssumeRolePolicy"], On::Roles),
    call("iam", "put_role_policy", Change, &["iam:PutRolePolicy"], On::Roles),
    call("iam", "delete_role_policy", Change, &["iam:DeleteRolePolicy"], On::Roles),
    call("iam", "delete_role", Change, &["iam:DeleteRole"], On::Roles),
    call("iam", "attach_role_policy", Change, &["iam:AttachRolePolicy"], On::ManagedPolicy),
    call("iam", "detach_role_policy", Change, &["iam:DetachRolePolicy"], On::ManagedPolicy),
    call("iam", "get_instance_profile", Compare, &["iam:GetInstanceProfile"], On::InstanceProfile),
    call(
        "iam",
        "create_instance_profile",
        Change,
        &["iam:CreateInstanceProfile", "iam:TagInstanceProfile"],
        On::InstanceProfile,
    ),
    call("iam", "add_role_to_instance_profile", Change, &["iam:AddRoleToInstanceProfile"], On::InstanceProfile)
        .passing(&[Pass::Nodes]),
    call(
        "iam",
        "remove_role_from_instance_profile",
        Change,
        &["iam:RemoveRoleFromInstanceProfile"],
        On::InstanceProfile,
    ),
    call("iam", "delete_instance_profile", Change, &["iam:DeleteInstanceProfile"], On::InstanceProfile),
    // Catalog.
    call("glue", "get_database", Compare, &["glue:GetDatabase"], On::Database),
    call("glue", "create_database", Change, &["glue:CreateDatabase"], On::Database),
    call("glue", "update_database", Change, &["glue:UpdateDatabase"], On::Database),
    call("glue", "delete_database", Change, &["glue:DeleteDatabase"], On::WholeDatabase),
    call("glue", "get_table", Compare, &["glue:GetTable"], On::Tables),
    call("glue", "create_table", Change, &["glue:CreateTable"], On::Tables),
    call("glue", "update_table", Change, &["glue:UpdateTable"], On::Tables),
    call("glue", "delete_table", Change, &["glue:DeleteTable"], On::Tables),
    call("glue", "get_crawler", Compare, &["glue:GetCrawler"], On::Crawler),
    call("glue", "get_tags", Compare, &["glue:GetTags"], On::Crawler),
    call("glue", "create_crawler", Change, &["glue:CreateCrawler"], On::NewCrawler).passing(&[Pass::Crawler]),
    call("glue", "create_crawler", Change, &["glue:TagResource"], On::Crawler),
    call("glue", "update_crawler", Change, &["glue:UpdateCrawler"], On::Crawler).passing(&[Pass::Crawler]),
    call("glue", "delete_crawler", Change, &["glue:DeleteCrawler"], On::Crawler),
    // Queries.
    call("lambda", "get_function", Compare, &["lambda:GetFunction"], On::Function),
    call("lambda", "create_function", Change, &["lambda:CreateFunction", "lambda:TagResource"], On::Function)
        .passing(&[Pass::Function]),
    call("lambda", "update_function_code", Change, &["lambda:UpdateFunctionCode"], On::Function),
    call("lambda", "update_function_configuration", Change, &["lambda:UpdateFunctionConfiguration"], On::Function)
        .passing(&[Pass::Function]),
    call("lambda", "delete_function", Change, &["lambda:DeleteFunction"], On::Function),
    call("athena", "get_work_group", Compare, &["athena:GetWorkGroup"], On::WorkGroup),
    call("athena", "create_work_group", Change, &["athena:CreateWorkGroup", "athena:TagResource"], On::WorkGroup),
    call("athena", "update_work_group", Change, &["athena:UpdateWorkGroup"], On::WorkGroup),
    call("athena", "delete_work_group", Change, &["athena:DeleteWorkGroup"], On::WorkGroup),
    call("athena", "list_named_queries", Compare, &["athena:ListNamedQueries"], On::Queries),
    call("athena", "get_named_query", Compare, &["athena:GetNamedQuery"], On::Queries),
    call("athena", "create_named_query", Change, &["athena:CreateNamedQuery"], On::Queries),
    call("athena", "delete_named_query", Change, &["athena:DeleteNamedQuery"], On::Queries),
    // What starts runs, and what tells of them.
    call("scheduler", "get_schedule", Compare, &["scheduler:GetSchedule"], On::Schedule),
    call("scheduler", "create_schedule", Change, &["scheduler:CreateSchedule"], On::Schedule)
        .passing(&[Pass::Schedule]),
    call("scheduler", "update_schedule", Change, &["scheduler:UpdateSchedule"], On::Schedule)
        .passing(&[Pass::Schedule]),
    call("scheduler", "delete_schedule", Change, &["scheduler:DeleteSchedule"], On::Schedule),
    call("eventbridge", "describe_rule", Compare, &["events:DescribeRule"], On::Rules),
    call("eventbridge", "list_targets_by_rule", Compare, &["events:ListTargetsByRule"], On::Rules),
    call("eventbridge", "list_tags_for_resource", Compare, &["events:ListTagsForResource"], On::Rules),
    call("eventbridge", "put_rule", Change, &["events:PutRule", "events:TagResource"], On::Rules),
    call("eventbridge", "put_targets", Change, &["events:PutTargets"], On::Rules).passing(&[Pass::Trigger]),
    call("eventbridge", "remove_targets", Change, &["events:RemoveTargets"], On::Rules),
    call("eventbridge", "delete_rule", Change, &["events:DeleteRule"], On::Rules),
    // EMR Serverless.
    call("emrserverless", "list_applications", Compare, &["emr-serverless:ListApplications"], On::AllApplications),
    call("emrserverless", "get_application", Compare, &["emr-serverless:GetApplication"], On::Application),
    call("emrserverless", "create_application", Change, &["emr-serverless:CreateApplication"], On::NewApplication),
    call("emrserverless", "create_application", Change, &["emr-serverless:TagResource"], On::NewTags),
    call("emrserverless", "create_application", Change, &["iam:CreateServiceLinkedRole"], On::ServerlessRole),
    call("emrserverless", "update_application", Change, &["emr-serverless:UpdateApplication"], On::Application),
    call("emrserverless", "stop_application", Change, &["emr-serverless:StopApplication"], On::Application),
    call("emrserverless", "delete_application", Change, &["emr-serverless:DeleteApplication"], On::Application),
    // The machine.
    call("sfn", "describe_state_machine", Compare, &["states:DescribeStateMachine"], On::Machine),
    call("sfn", "describe_state_machine_alias", Compare, &["states:DescribeStateMachineAlias"], On::Machine),
    call("sfn", "list_tags_for_resource", Compare, &["states:ListTagsForResource"], On::Machine),
    call("sfn", "list_state_machine_versions", Compare, &["states:ListStateMachineVersions"], On::Machine),
    call(
        "sfn",
        "create_state_machine",
        Change,
        &["states:CreateStateMachine", "states:PublishStateMachineVersion", "states:TagResource"],
        On::Machine,
    )
    .passing(&[Pass::Machine]),
    call(
        "sfn",
        "update_state_machine",
        Change,
        &["states:PublishStateMachineVersion", "states:UpdateStateMachine"],
        On::Machine,
    )
    .passing(&[Pass::Machine]),
    call("sfn", "create_state_machine_alias", Change, &["states:CreateStateMachineAlias"], On::Machine),
    call("sfn", "update_state_machine_alias", Change, &["states:UpdateStateMachineAlias"], On::Machine),
    call("sfn", "delete_state_machine_version", Change, &["states:DeleteStateMachineVersion"], On::Machine),
    call("sfn", "delete_state_machine", Change, &["states:DeleteStateMachine"], On::Machine),
    // Runs.
    call("sfn", "start_execution", Start, &["states:StartExecution"], On::Starts),
    call("sfn", "stop_execution", Start, &["states:StopExecution"], On::Runs),
    call("sfn", "list_executions", Watch, &["states:ListExecutions"], On::RunsOfMachine),
    call("sfn", "describe_execution", Watch, &["states:DescribeExecution"], On::Runs),
    call("sfn", "get_execution_history", Watch, &["states:GetExecutionHistory"], On::Runs),
    call("emr", "list_steps", Watch, &["elasticmapreduce:ListSteps"], On::Clusters),
    call("emr", "describe_step", Watch, &["elasticmapreduce:DescribeStep"], On::Clusters),
    call("emr", "describe_cluster", Watch, &["elasticmapreduce:DescribeCluster"], On::Clusters),
    call("emrserverless", "get_job_run", Watch, &["emr-serverless:GetJobRun"], On::JobRuns),
    call("s3", "get_object", Watch, &["s3:GetObject"], On::Logs),
    call("s3", "list_objects_v2", Watch, &["s3:ListBucket"], On::Bucket),
    // Data.
    call("s3", "list_objects_v2", RemoveData, &["s3:ListBucket"], On::Bucket),
    call("s3", "delete_objects", RemoveData, &["s3:DeleteObject"], On::Data),
];
