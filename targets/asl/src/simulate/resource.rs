//! What a Task calls: `arn:aws:states:::elasticmapreduce:addStep.sync` taken apart.

/// How a Task waits for what it started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pattern {
    /// Goes on with the service's first answer.
    Request,
    /// `.sync`, `.sync:2`: until the work has ended.
    Sync,
    /// `.waitForTaskToken`.
    Token,
}

/// A resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Resource {
    /// `elasticmapreduce`, `glue`, `lambda`.
    pub(super) service: String,
    /// `addStep`.
    pub(super) action: String,
    pub(super) pattern: Pattern,
    /// By `aws-sdk:`.
    pub(super) is_sdk: bool,
}

/// Integrations that can wait. Source: Step Functions, "Integrating services".
const SYNC: &[(&str, &[&str])] = &[
    ("athena", &["startQueryExecution"]),
    ("batch", &["submitJob"]),
    ("bedrock", &["createModelCustomizationJob"]),
    ("codebuild", &["startBuild", "startBuildBatch"]),
    ("databrew", &["startJobRun"]),
    ("ecs", &["runTask"]),
    (
        "eks",
        &[
            "createCluster",
            "createFargateProfile",
            "createNodegroup",
            "deleteCluster",
            "deleteFargateProfile",
            "deleteNodegroup",
            "runJob",
        ],
    ),
    ("elasticmapreduce", &["createCluster", "addStep", "terminateCluster"]),
    ("emr-containers", &["createVirtualCluster", "deleteVirtualCluster", "startJobRun"]),
    (
        "emr-serverless",
        &["createApplication", "startApplication", "stopApplication", "deleteApplication", "startJobRun"],
    ),
    ("glue", &["startJobRun"]),
    ("mediaconvert", &["createJob"]),
    (
        "sagemaker",
        &[
            "createHyperParameterTuningJob",
            "createLabelingJob",
            "createProcessingJob",
            "createTrainingJob",
            "createTransformJob",
        ],
    ),
    ("states", &["startExecution"]),
];

impl Resource {
    /// Takes a resource apart, or says why there is no such one.
    pub(super) fn parse(arn: &str) -> Result<Self, String> {
        let parts: Vec<&str> = arn.split(':').collect();
        match parts.as_slice() {
            ["arn", _, "states", "", "", "aws-sdk", service, action @ ..] => {
                Self::integration(arn, service, &action.join(":"), true)
            }
            ["arn", _, "states", "", "", service, action @ ..] if !action.is_empty() => {
                Self::integration(arn, service, &action.join(":"), false)
            }
            ["arn", _, "lambda", _, _, "function", ..] => Ok(Self::plain("lambda", "function")),
            ["arn", _, "states", _, _, "activity", ..] => Ok(Self::plain("activity", "run")),
            _ => Err(format!("`{arn}` is no resource of a Task")),
        }
    }

    fn plain(service: &str, action: &str) -> Self {
        Self { service: service.into(), action: action.into(), pattern: Pattern::Request, is_sdk: false }
    }

    fn integration(arn: &str, service: &str, action: &str, is_sdk: bool) -> Result<Self, String> {
        let (action, pattern) = match action.split_once('.') {
            None => (action, Pattern::Request),
            Some((action, "sync" | "sync:2")) => (action, Pattern::Sync),
            Some((action, "waitForTaskToken")) => (action, Pattern::Token),
            Some((_, pattern)) => return Err(format!("`.{pattern}` of `{arn}` is no pattern of a call")),
        };
        let waits = SYNC.iter().any(|(name, actions)| *name == service && actions.contains(&action));
        if pattern == Pattern::Sync && (is_sdk || !waits) {
            return Err(format!("there is no `.sync` for `{service}:{action}`: AWS does not take `{arn}`"));
        }
        if action.is_empty() || !action.chars().all(|c| c.is_ascii_alphanumeric()) {
            return Err(format!("`{arn}` is no resource of a Task"));
        }
        Ok(Self { service: service.into(), action: action.into(), pattern, is_sdk })
    }

    /// `elasticmapreduce:addStep`.
    pub(super) fn name(&self) -> String {
        format!("{}:{}", self.service, self.action)
    }

    /// Whether the call ends something.
    pub(super) fn is_ending(&self) -> bool {
        ["terminate", "stop", "delete", "cancel", "batchStop"].iter().any(|verb| self.action.starts_with(verb))
    }

    /// An error of the service that calls of this kind meet, by its documented name.
    pub(super) fn own_error(&self) -> Option<String> {
        match (self.service.as_str(), self.is_sdk) {
            ("lambda", false) => Some("Lambda.ServiceException".into()),
            (service, true) => {
                let mut letters = service.chars();
                let name: String = letters.next().map(|c| c.to_ascii_uppercase()).into_iter().chain(letters).collect();
                Some(format!("{name}.{name}Exception"))
            }
            (_, false) => None,
        }
    }
}
