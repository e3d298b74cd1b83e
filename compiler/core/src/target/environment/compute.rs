//! What must be true of `compute` and of the time that jobs may take.

use pipelinec_syntax::tree::Spanned;
use pipelinec_syntax::tree::environments::{Compute, Emr, EmrServerless, Environment};

use crate::diag::{self, Diagnostic};

/// Step Functions looks at a long step only every five minutes; until then the cluster is idle between two stages, and
/// must not end itself.
const CLUSTER_IDLE_MINUTES: (u64, u64) = (10, SEVEN_DAYS);
/// Source: EMR Serverless, `AutoStopConfig.idleTimeoutMinutes`.
const APPLICATION_IDLE_MINUTES: (u64, u64) = (1, SEVEN_DAYS);
/// Source: EMR, `AutoTerminationPolicy.IdleTimeout`.
const SEVEN_DAYS: u64 = 7 * 24 * 60;
/// Step Functions first looks after a minute.
const JOB_MINUTES: (u64, u64) = (2, SEVEN_DAYS);

/// More would only cost.
const MAX_RETRIES: u64 = 5;

/// What every generated job sets itself, because what its numbers mean depends on it; the `spark-jobs` package says why.
const SET_BY_JOBS: &[&str] = &[
    "spark.sql.ansi.enabled",
    "spark.sql.caseSensitive",
    "spark.sql.decimalOperations.allowPrecisionLoss",
    "spark.sql.legacy.statisticalAggregate",
    "spark.sql.legacy.timeParserPolicy",
    "spark.sql.parquet.datetimeRebaseModeInRead",
    "spark.sql.parquet.datetimeRebaseModeInWrite",
    "spark.sql.parquet.int96RebaseModeInRead",
    "spark.sql.parquet.int96RebaseModeInWrite",
    "spark.sql.parquet.outputTimestampType",
    "spark.sql.parser.escapedStringLiterals",
    "spark.sql.session.timeZone",
    "spark.sql.sources.partitionColumnTypeInference.enabled",
    "spark.sql.sources.partitionOverwriteMode",
    "spark.sql.timestampType",
    "spark.sql.variable.substitute",
    // Given to spark-submit by the state machine.
    "spark.submit.deployMode",
    "spark.submit.pyFiles",
];

pub(super) fn check(environment: &Environment) -> Vec<Diagnostic> {
    let mut found = match &environment.compute {
        Compute::Emr(emr) => cluster(emr),
        Compute::EmrServerless(serverless) => application(serverless),
    };
    let minutes = Spanned { value: environment.job_timeout.value / 60, span: environment.job_timeout.span };
    found.extend(outside("job_timeout", &minutes, JOB_MINUTES));
    let retries = &environment.job_retries;
    if retries.value > MAX_RETRIES {
        let reason = format!("`job_retries` is {}, at most {MAX_RETRIES} can be had", retries.value);
        found.push(diag::bad_setting(retries.span, &reason, "a job that fails that often fails for a reason"));
    }
    found
}

fn cluster(emr: &Emr) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = unsupported(&emr.release).into_iter().collect();
    if emr.core.count.value == 0 {
        found.push(diag::no_capacity(emr.core.count.span, "`count` of the core nodes"));
    }
    let at_start = emr.core.count.value + emr.task.as_ref().map_or(0, |task| task.count.value);
    if let Some(most) = emr.max_nodes.as_ref().filter(|most| most.value < at_start) {
        let reason =
            format!("`max_nodes` is {}, but the cluster starts with {at_start} core and task nodes", most.value);
        found.push(diag::bad_setting(most.span, &reason, "raise `max_nodes`, or start with fewer nodes"));
    }
    if let Some(task) = emr.task.as_ref().filter(|task| task.count.value == 0 && emr.max_nodes.is_none()) {
        let reason = "`task` asks for no nodes, and nothing adds any later";
        found.push(diag::bad_setting(task.count.span, reason, "leave `task` out, or set `max_nodes`"));
    }
    if let Some(subnet) = emr.subnet.as_ref().filter(|subnet| !is_subnet(&subnet.value)) {
        let reason = format!("{} is not the id of a subnet", diag::suggest::quoted(&subnet.value));
        found.push(diag::bad_setting(subnet.span, &reason, "write the id, such as `subnet-0123456789abcdef0`"));
    }
    found.extend(outside("idle", &emr.idle_minutes, CLUSTER_IDLE_MINUTES));
    found.extend(spark(&emr.spark));
    found
}

fn application(serverless: &EmrServerless) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = unsupported(&serverless.release).into_iter().collect();
    for (what, number) in [("`max_vcpu`", &serverless.max_vcpu), ("`max_memory_gb`", &serverless.max_memory_gb)] {
        if number.value == 0 {
            found.push(diag::no_capacity(number.span, what));
        }
    }
    found.extend(outside("idle", &serverless.idle_minutes, APPLICATION_IDLE_MINUTES));
    found.extend(spark(&serverless.spark));
    found
}

fn unsupported(release: &Spanned<String>) -> Option<Diagnostic> {
    let mut numbers = release.value.strip_prefix("emr-").unwrap_or_default().split('.').map(str::parse::<u32>);
    let is_supported = matches!(
        (numbers.next(), numbers.next(), numbers.next(), numbers.next()),
        (Some(Ok(7)), Some(Ok(_)), Some(Ok(_)), None)
    );
    (!is_supported).then(|| diag::unsupported_release(release.span, &release.value))
}

fn outside(key: &str, minutes: &Spanned<u64>, (least, most): (u64, u64)) -> Option<Diagnostic> {
    let is_inside = (least..=most).contains(&minutes.value);
    let (found, least, most) = (duration(minutes.value), duration(least), duration(most));
    let reason = format!("`{key}` must be from {least} to {most}, not {found}");
    (!is_inside).then(|| diag::bad_setting(minutes.span, &reason, &format!("write at least `{least}`")))
}

/// `10m`, `12h`.
fn duration(minutes: u64) -> String {
    if minutes > 0 && minutes.is_multiple_of(60) { format!("{}h", minutes / 60) } else { format!("{minutes}m") }
}

fn is_subnet(id: &str) -> bool {
    id.strip_prefix("subnet-").is_some_and(|id| !id.is_empty() && id.bytes().all(|b| b.is_ascii_hexdigit()))
}

fn spark(properties: &[(Spanned<String>, Spanned<String>)]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (key, value) in properties {
        let is_name = |name: &str| name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'));
        if !key.value.starts_with("spark.") || !is_name(&key.value) {
            found.push(diag::bad_spark_property(key.span, &key.value, "properties of Spark begin with `spark.`"));
        } else if SET_BY_JOBS.contains(&key.value.as_str()) {
            let why = "every job sets it, because its numbers depend on it";
            found.push(diag::bad_spark_property(key.span, &key.value, why));
        }
        // EMR Serverless takes all arguments as one text, split at blanks.
        if value.value.is_empty() || value.value.contains(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '\\'))
        {
            let why = "its value must be one word without quotes";
            found.push(diag::bad_spark_property(value.span, &key.value, why));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The list of what jobs set is the one of the package they import.
    #[test]
    fn what_jobs_set_is_known() {
        let session = include_str!("../../../../../spark-jobs/pipelinec_runtime/session.py");
        let keys = session.lines().filter_map(|line| line.trim().strip_prefix('"')?.split_once("\": "));
        let keys: Vec<&str> = keys.map(|(key, _)| key).collect();
        assert!(keys.len() > 10, "{keys:?}");
        let unknown: Vec<_> = keys.iter().filter(|key| !SET_BY_JOBS.contains(key)).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }
}
