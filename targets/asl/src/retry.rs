//! Which errors are worth another try. Names follow AWS's rule for integrations: the service, then the exception.

use crate::model::{Jitter, Retrier};

const fn retrier(errors: &'static [&'static str], first: u32, attempts: u32, longest: u32) -> Retrier {
    Retrier {
        error_equals: errors,
        interval_seconds: first,
        max_attempts: attempts,
        backoff_rate: 2.0,
        max_delay_seconds: longest,
        jitter_strategy: Jitter::Full,
    }
}

/// A refused call of EMR has started nothing. A job that fails is not tried again: the same data fails again.
pub(crate) const EMR: &[Retrier] =
    &[retrier(&["EMR.AmazonElasticMapReduceException", "EMR.ThrottlingException"], 15, 4, 120)];

/// As [`EMR`].
pub(crate) const SERVERLESS: &[Retrier] = &[retrier(
    &["EMRServerless.ThrottlingException", "EMRServerless.InternalServerException", "EMRServerless.ConflictException"],
    15,
    4,
    120,
)];

/// Ending a cluster may be said any number of times, and must succeed.
pub(crate) const TERMINATE: &[Retrier] = &[retrier(&["States.ALL"], 15, 8, 300)];

/// Another run's crawl ends by itself; the rest are hiccups.
pub(crate) const START_CRAWLER: &[Retrier] = &[
    retrier(&["Glue.CrawlerRunningException", "Glue.CrawlerStoppingException"], 30, 24, 300),
    retrier(&["Glue.OperationTimeoutException", "Glue.ThrottlingException", "Glue.GlueException"], 10, 4, 60),
];

/// Reading is always safe to repeat.
pub(crate) const GET_CRAWLER: &[Retrier] =
    &[retrier(&["Glue.OperationTimeoutException", "Glue.ThrottlingException", "Glue.GlueException"], 10, 6, 120)];

/// Queries only read, so another call does no harm. Source: AWS, "Handle transient Lambda service exceptions".
pub(crate) const LAMBDA: &[Retrier] = &[retrier(
    &[
        "Lambda.ServiceException",
        "Lambda.AWSLambdaException",
        "Lambda.SdkClientException",
        "Lambda.TooManyRequestsException",
    ],
    5,
    4,
    60,
)];

/// As [`LAMBDA`].
pub(crate) const ATHENA: &[Retrier] =
    &[retrier(&["Athena.TooManyRequestsException", "Athena.InternalServerException"], 10, 5, 120)];

/// A message that arrives twice is better than none.
pub(crate) const NOTIFY: &[Retrier] = &[retrier(&["States.TaskFailed"], 5, 3, 30)];
