//! What the calls of a machine do, as far as the audit must know it.

/// Work that goes on after the call has returned.
pub(super) struct Started {
    /// The call, without `.sync` and such.
    pub(super) call: &'static str,
    /// What goes on.
    pub(super) what: &'static str,
    /// Calls that ask how it stands.
    pub(super) asked_by: &'static [&'static str],
    /// How to wait for it.
    pub(super) fix: &'static str,
}

/// Calls that return before the work is done.
pub(super) const STARTED: &[Started] = &[
    Started {
        call: "elasticmapreduce:addStep",
        what: "the EMR step",
        asked_by: &["aws-sdk:emr:describeStep"],
        fix: "use `elasticmapreduce:addStep.sync`",
    },
    Started {
        call: "aws-sdk:emr:addJobFlowSteps",
        what: "the EMR steps",
        asked_by: &["aws-sdk:emr:describeStep", "aws-sdk:emr:listSteps"],
        fix: "use `elasticmapreduce:addStep.sync`",
    },
    Started {
        call: "glue:startJobRun",
        what: "the Glue job",
        asked_by: &["aws-sdk:glue:getJobRun"],
        fix: "use `glue:startJobRun.sync`",
    },
    Started {
        call: "aws-sdk:glue:startJobRun",
        what: "the Glue job",
        asked_by: &["aws-sdk:glue:getJobRun"],
        fix: "use `glue:startJobRun.sync`",
    },
    Started {
        call: "aws-sdk:glue:startCrawler",
        what: "the crawler",
        asked_by: &["aws-sdk:glue:getCrawler", "aws-sdk:glue:listCrawls"],
        fix: "ask `aws-sdk:glue:getCrawler` in a bounded loop until its `State` is READY and `LastCrawl.Status` is SUCCEEDED",
    },
    Started {
        call: "emr-serverless:startJobRun",
        what: "the EMR Serverless job",
        asked_by: &["aws-sdk:emrserverless:getJobRun", "emr-serverless:getJobRun"],
        fix: "use `emr-serverless:startJobRun.sync`",
    },
    Started {
        call: "aws-sdk:emrserverless:startJobRun",
        what: "the EMR Serverless job",
        asked_by: &["aws-sdk:emrserverless:getJobRun"],
        fix: "use `emr-serverless:startJobRun.sync`",
    },
    Started {
        call: "athena:startQueryExecution",
        what: "the Athena query",
        asked_by: &["athena:getQueryExecution", "aws-sdk:athena:getQueryExecution"],
        fix: "use `athena:startQueryExecution.sync`",
    },
    Started {
        call: "aws-sdk:athena:startQueryExecution",
        what: "the Athena query",
        asked_by: &["athena:getQueryExecution", "aws-sdk:athena:getQueryExecution"],
        fix: "use `athena:startQueryExecution.sync`",
    },
    Started {
        call: "batch:submitJob",
        what: "the Batch job",
        asked_by: &["aws-sdk:batch:describeJobs"],
        fix: "use `batch:submitJob.sync`",
    },
];

/// Optimised integrations and the patterns each has beside request and response.
/// Source: Step Functions developer guide, "Integrating optimized services".
pub(super) const OPTIMISED: &[(&str, &[&str])] = &[
    ("apigateway:invoke", &["waitForTaskToken"]),
    ("athena:getQueryExecution", &[]),
    ("athena:getQueryResults", &[]),
    ("athena:startQueryExecution", &["sync"]),
    ("athena:stopQueryExecution", &[]),
    ("batch:submitJob", &["sync"]),
    ("bedrock:createModelCustomizationJob", &["sync"]),
    ("bedrock:invokeModel", &[]),
    ("codebuild:batchDeleteBuilds", &[]),
    ("codebuild:batchGetReports", &[]),
    ("codebuild:startBuild", &["sync"]),
    ("codebuild:startBuildBatch", &["sync"]),
    ("codebuild:stopBuild", &[]),
    ("dynamodb:deleteItem", &[]),
    ("dynamodb:getItem", &[]),
    ("dynamodb:putItem", &[]),
    ("dynamodb:updateItem", &[]),
    ("ecs:runTask", &["sync", "waitForTaskToken"]),
    ("eks:call", &[]),
    ("eks:createCluster", &["sync"]),
    ("eks:deleteCluster", &["sync"]),
    ("eks:runJob", &["sync"]),
    ("elasticmapreduce:addStep", &["sync"]),
    ("elasticmapreduce:cancelStep", &[]),
    ("elasticmapreduce:createCluster", &["sync"]),
    ("elasticmapreduce:modifyInstanceFleetByName", &[]),
    ("elasticmapreduce:modifyInstanceGroupByName", &[]),
    ("elasticmapreduce:setClusterTerminationProtection", &[]),
    ("elasticmapreduce:terminateCluster", &["sync"]),
    ("emr-containers:createVirtualCluster", &[]),
    ("emr-containers:deleteVirtualCluster", &["sync"]),
    ("emr-containers:startJobRun", &["sync"]),
    ("emr-serverless:createApplication", &["sync"]),
    ("emr-serverless:deleteApplication", &["sync"]),
    ("emr-serverless:startApplication", &["sync"]),
    ("emr-serverless:startJobRun", &["sync"]),
    ("emr-serverless:stopApplication", &["sync"]),
    ("emr-serverless:cancelJobRun", &["sync"]),
    ("events:putEvents", &["waitForTaskToken"]),
    ("glue:startJobRun", &["sync"]),
    ("databrew:startJobRun", &["sync"]),
    ("http:invoke", &[]),
    ("lambda:invoke", &["waitForTaskToken"]),
    ("mediaconvert:createJob", &["sync"]),
    ("sagemaker:createHyperParameterTuningJob", &["sync"]),
    ("sagemaker:createLabelingJob", &["sync"]),
    ("sagemaker:createProcessingJob", &["sync"]),
    ("sagemaker:createTrainingJob", &["sync"]),
    ("sagemaker:createTransformJob", &["sync"]),
    ("sns:publish", &["waitForTaskToken"]),
    ("sqs:sendMessage", &["waitForTaskToken"]),
    ("states:startExecution", &["sync", "sync:2", "waitForTaskToken"]),
];

/// A call without its pattern, and the pattern: `("elasticmapreduce:addStep", Some("sync"))`.
pub(super) fn pattern(call: &str) -> (&str, Option<&str>) {
    for pattern in ["waitForTaskToken", "sync:2", "sync"] {
        if let Some(name) = call.strip_suffix(pattern).and_then(|name| name.strip_suffix('.')) {
            return (name, Some(pattern));
        }
    }
    (call, None)
}

/// Whether the call makes an EMR cluster.
pub(super) fn makes_cluster(call: &str) -> bool {
    matches!(pattern(call).0, "elasticmapreduce:createCluster" | "aws-sdk:emr:runJobFlow")
}

/// Whether the call ends an EMR cluster.
pub(super) fn ends_cluster(call: &str) -> bool {
    matches!(pattern(call).0, "elasticmapreduce:terminateCluster" | "aws-sdk:emr:terminateJobFlows")
}

/// Whether a failure of the call may be passed over: it tells somebody, or tidies up.
pub(super) fn is_minor(call: &str) -> bool {
    let name = pattern(call).0.rsplit(':').next().unwrap_or_default();
    let verbs = ["publish", "send", "putEvents", "terminate", "stop", "delete", "cancel", "tag", "putMetric"];
    verbs.iter().any(|verb| name.starts_with(verb))
}

/// Whether the call's answer is an AWS API's: its fields are the API's.
pub(super) fn answers_like_an_api(call: &str) -> bool {
    let (name, pattern) = pattern(call);
    pattern != Some("waitForTaskToken")
        && (name.starts_with("aws-sdk:")
            || OPTIMISED.iter().any(|(known, _)| *known == name)
                && !["lambda:", "states:", "apigateway:", "http:", "eks:"].iter().any(|s| name.starts_with(s)))
}
