//! Which fields there are. Source: Amazon States Language, "States"; Step Functions developer guide, "Transforming data".

/// Fields of the whole definition.
pub(super) const DEFINITION: &[&str] = &["Comment", "StartAt", "States", "Version", "TimeoutSeconds", "QueryLanguage"];

/// Fields of a branch.
pub(super) const BRANCH: &[&str] = &["Comment", "StartAt", "States", "ProcessorConfig", "QueryLanguage"];

/// Fields of every state.
const ALL: &[&str] = &["Type", "Comment", "QueryLanguage", "InputPath", "OutputPath", "Output", "Assign"];

/// Fields of states that go on.
const FLOW: &[&str] = &["Next", "End"];

/// Fields of states that call or run something.
const WORK: &[&str] = &["Parameters", "Arguments", "ResultSelector", "ResultPath", "Retry", "Catch"];

/// The types, and what each has besides.
pub(super) const TYPES: &[(&str, &[&[&str]])] = &[
    (
        "Task",
        &[
            ALL,
            FLOW,
            WORK,
            &[
                "Resource",
                "TimeoutSeconds",
                "TimeoutSecondsPath",
                "HeartbeatSeconds",
                "HeartbeatSecondsPath",
                "Credentials",
            ],
        ],
    ),
    ("Pass", &[ALL, FLOW, &["Result", "Parameters", "ResultPath"]]),
    ("Choice", &[ALL, &["Choices", "Default"]]),
    ("Wait", &[ALL, FLOW, &["Seconds", "SecondsPath", "Timestamp", "TimestampPath"]]),
    ("Succeed", &[ALL]),
    ("Fail", &[ALL, &["Error", "Cause", "ErrorPath", "CausePath"]]),
    ("Parallel", &[ALL, FLOW, WORK, &["Branches"]]),
    (
        "Map",
        &[
            ALL,
            FLOW,
            WORK,
            &[
                "Iterator",
                "ItemProcessor",
                "ItemsPath",
                "Items",
                "ItemSelector",
                "ItemReader",
                "ItemBatcher",
                "ResultWriter",
                "MaxConcurrency",
                "MaxConcurrencyPath",
                "ToleratedFailureCount",
                "ToleratedFailureCountPath",
                "ToleratedFailurePercentage",
                "ToleratedFailurePercentagePath",
                "Label",
            ],
        ],
    ),
];

/// Fields of a retrier.
pub(super) const RETRIER: &[&str] =
    &["ErrorEquals", "IntervalSeconds", "MaxAttempts", "BackoffRate", "MaxDelaySeconds", "JitterStrategy", "Comment"];

/// Fields of a catcher.
pub(super) const CATCHER: &[&str] = &["ErrorEquals", "Next", "ResultPath", "Output", "Assign", "Comment"];

/// Keys of CloudFormation, which Step Functions takes for data.
pub(super) const CLOUDFORMATION: &[&str] = &["Fn::Sub", "Fn::GetAtt", "Fn::Join", "Fn::ImportValue", "Ref"];
