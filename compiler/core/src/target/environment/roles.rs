//! Names of roles, and settings of things that this environment does not have.

use pipelinec_syntax::tree::Spanned;
use pipelinec_syntax::tree::environments::{CatalogKind, Environment, QueryVia};

use crate::diag::{self, Diagnostic};

/// Says "make one for me".
const CREATE: &str = "create";

pub(super) fn check(environment: &Environment) -> Vec<Diagnostic> {
    let roles = &environment.roles;
    let all = [&roles.state_machine, &roles.crawler, &roles.function, &roles.start];
    let mut found: Vec<Diagnostic> = all
        .into_iter()
        .filter(|role| !is_role(&role.value))
        .map(|role| diag::bad_role(role.span, &role.value))
        .collect();
    let has_start = environment.schedule.is_some() || environment.trigger.is_some();
    for (key, role, is_needed, why) in [
        ("crawler", &roles.crawler, environment.catalog.kind == CatalogKind::Crawler, "the catalog has no crawler"),
        ("function", &roles.function, environment.query.via == QueryVia::Lambda, "queries run without a function"),
        ("start", &roles.start, has_start, "nothing starts runs: there is no `schedule` and no `trigger`"),
    ] {
        if is_written(role) && !is_needed {
            found.push(diag::needless_setting(role.span, &format!("`{key}` of the roles"), why));
        }
    }
    found
}

fn is_written(role: &Spanned<String>) -> bool {
    role.value != CREATE
}

/// Source: IAM, `RoleName`: letters, digits and `_+=,.@-`, at most 64; or a whole ARN.
fn is_role(role: &str) -> bool {
    let is_name = |name: &str| {
        (1..=64).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_+=,.@-".contains(&b))
    };
    match role.strip_prefix("arn:") {
        Some(rest) => rest
            .split_once(":role/")
            .is_some_and(|(start, path)| start.contains(":iam::") && path.rsplit('/').next().is_some_and(is_name)),
        None => is_name(role),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles() {
        for role in ["create", "EMR_DefaultRole-lab4new", "arn:aws:iam::123456789012:role/team/loader"] {
            assert!(is_role(role), "{role}");
        }
        for role in ["", "my role", "arn:aws:s3:::bucket", "arn:aws:iam::123456789012:user/x", "a/b"] {
            assert!(!is_role(role), "{role}");
        }
    }
}
