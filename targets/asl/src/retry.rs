//! Which errors are worth another try. Names are documented ones: those of Lambda, and
//! for calls of the SDK the service and the exception (`Glue.CrawlerRunningException`).

use std::borrow::Cow;

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

/// A cluster that did not come up has ended itself; often the instances are there a little later. Not after a timeout:
/// that cluster may still be on its way. (The names of EMR's own errors are documented nowhere, so none is used.)
pub(crate) const CREATE_CLUSTER: &[Retrier] = &[retrier(&["States.TaskFailed"], 60, 2, 300)];

/// A job publishes everything or nothing, so it can be tried again; whether that is worth the time (a lost Spot node) or
/// not (the same data fails again) the environment says. A hung job is not tried again.
pub(crate) fn job(attempts: u64) -> Cow<'static, [Retrier]> {
    match u32::try_from(attempts).unwrap_or(u32::MAX) {
        0 => NONE.into(),
        attempts => vec![retrier(&["States.TaskFailed"], 60, attempts, 600)].into(),
    }
}

/// Tried once.
const NONE: &[Retrier] = &[];

/// Ending a cluster may be said any number of times, and must succeed.
pub(crate) const TERMINATE: &[Retrier] = &[retrier(&["States.ALL"], 15, 8, 300)];

/// Reading is always safe to repeat.
pub(crate) const LIST_CLUSTERS: &[Retrier] = &[retrier(&["States.TaskFailed"], 15, 4, 120)];

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

/// As [`LAMBDA`]: a statement reads, or adds what is missing. A mistake in it costs two short tries more.
pub(crate) const ATHENA: &[Retrier] = &[retrier(&["States.TaskFailed"], 10, 2, 60)];

/// A message that arrives twice is better than none.
pub(crate) const NOTIFY: &[Retrier] = &[retrier(&["States.TaskFailed"], 5, 3, 30)];
