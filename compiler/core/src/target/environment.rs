//! What must be true of an environment, and of a plan in it, before anything is generated.

mod catalog;
mod compute;
mod projection;
mod roles;
mod schedule;
mod starts;

use pipelinec_syntax::tree::Spanned;
use pipelinec_syntax::tree::environments::{Environment, Environments};

use crate::diag::{self, Diagnostic};
use crate::ir::{DatasetKind, OutputFormat};
use crate::plan::Plan;

pub use projection::{Projected, projected};
pub use starts::trigger_prefix;

/// The environment of that name; without a name, the only one.
///
/// # Errors
/// When there is none of that name, or several to choose from.
pub fn select_environment<'a>(all: &'a Environments, name: Option<&str>) -> Result<&'a Environment, Diagnostic> {
    let found = match (name, all.environments.as_slice()) {
        (None, [only]) => Some(only),
        (None, _) => None,
        (Some(name), several) => several.iter().find(|environment| environment.name.text == name),
    };
    let known = || all.environments.iter().map(|environment| environment.name.text.as_str()).collect::<Vec<_>>();
    found.ok_or_else(|| diag::unknown_environment(name, &known()))
}

/// Everything wrong with an environment, and with what the plan wants from it.
#[must_use]
pub fn check_environment(plan: &Plan, environment: &Environment) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let Environment { region, bucket, account, .. } = environment;
    if !missing(region, environment) && !is_region(&region.value) {
        found.push(diag::bad_region(region.span, &region.value));
    }
    if let Some(reason) = bucket_problem(&bucket.value).filter(|_| !missing(bucket, environment)) {
        found.push(diag::bad_bucket(bucket.span, &bucket.value, reason));
    }
    if let Some(account) = account.as_ref().filter(|account| !is_account(&account.value)) {
        found.push(diag::bad_account(account.span, &account.value));
    }
    found.extend(compute::check(environment));
    found.extend(layout(environment));
    found.extend(catalog::check(plan, environment));
    found.extend(starts::check(plan, environment));
    found.extend(roles::check(environment));
    found.extend(datasets(plan));
    found
}

/// Whether a text that must be there was left out, which is reported already: it stands where its owner does.
fn missing(text: &Spanned<String>, environment: &Environment) -> bool {
    text.value.is_empty() && text.span == environment.name.span
}

fn layout(environment: &Environment) -> Option<Diagnostic> {
    let layout = &environment.layout;
    let prefixes = [
        ("input", &layout.input),
        ("scripts", &layout.scripts),
        ("output", &layout.output),
        ("results", &layout.results),
        ("logs", &layout.logs),
    ];
    for (index, (one, prefix)) in prefixes.iter().enumerate() {
        for (other, inside) in prefixes.iter().skip(index + 1) {
            if inside.starts_with(prefix.as_str()) || prefix.starts_with(inside.as_str()) {
                let shared = if inside.len() < prefix.len() { inside } else { prefix };
                return Some(diag::layout_overlap(environment.name.span, one, other, shared));
            }
        }
    }
    None
}

fn datasets(plan: &Plan) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (_, dataset) in plan.pipeline.iter() {
        let is_written = matches!(dataset.kind, DatasetKind::Transform(_) | DatasetKind::Kpi(_));
        if is_written && dataset.output.format == OutputFormat::Iceberg {
            found.push(diag::unsupported_iceberg(dataset.span, &dataset.name));
        }
    }
    found
}

/// `eu-west-1`, `us-gov-east-1`: two letters, words, one digit.
fn is_region(region: &str) -> bool {
    let parts: Vec<&str> = region.split('-').collect();
    let [area, words @ .., number] = parts.as_slice() else { return false };
    let is_word = |word: &&str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase());
    area.len() == 2
        && is_word(area)
        && !words.is_empty()
        && words.iter().all(is_word)
        && number.len() == 1
        && number.bytes().all(|b| b.is_ascii_digit())
}

fn bucket_problem(bucket: &str) -> Option<&'static str> {
    let is_alphanumeric = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    if bucket.contains(':') || bucket.contains('/') {
        Some("it is a URL or path")
    } else if !(3..=63).contains(&bucket.len()) {
        Some("it must have 3 to 63 characters")
    } else if !bucket.chars().all(|c| is_alphanumeric(c) || c == '-' || c == '.') {
        Some("it may hold lower-case letters, digits, `-` and `.` only")
    } else if !bucket.starts_with(is_alphanumeric) || !bucket.ends_with(is_alphanumeric) || bucket.contains("..") {
        Some("it must begin and end with a letter or digit, and hold no `..`")
    } else {
        None
    }
}

fn is_account(account: &str) -> bool {
    account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions() {
        for region in ["eu-west-1", "us-gov-east-1", "ap-southeast-2"] {
            assert!(is_region(region), "{region}");
        }
        for region in ["eu-west-1a", "Ireland", "eu-west", "", "-", "euro-west-1"] {
            assert!(!is_region(region), "{region}");
        }
    }

    #[test]
    fn buckets() {
        assert_eq!(bucket_problem("lab4-bucket-gtp"), None);
        for bucket in ["s3://x-y", "ab", "Upper-case", "-abc", "a..b", "under_score"] {
            assert!(bucket_problem(bucket).is_some(), "{bucket}");
        }
    }
}
