//! Calls that there are, in the patterns they have.

use pipelinec_core::{Diagnostic, diag};

use super::Audited;
use super::calls::{self, OPTIMISED};

pub(super) fn audit(audited: &Audited<'_>, findings: &mut Vec<Diagnostic>) {
    audited.definition.machine.each_state(&mut |state| {
        let Some(resource) = state.field("Resource") else { return };
        // ARNs of functions and activities are calls of their own.
        let Some((_, call)) = resource.as_str().and_then(|text| text.split_once(":states:::")) else { return };
        let (name, pattern) = calls::pattern(call);
        if let Some(rest) = name.strip_prefix("aws-sdk:") {
            if pattern == Some("sync") || pattern == Some("sync:2") {
                let reason = "AWS SDK integrations cannot wait for the work to end";
                findings.push(diag::no_such_integration(resource.span, call, reason, better(name)));
            } else if rest.split(':').count() != 2 || rest.contains('.') {
                let reason = "an AWS SDK integration is `aws-sdk:service:action`";
                findings.push(diag::no_such_integration(resource.span, call, reason, None));
            }
            return;
        }
        match OPTIMISED.iter().find(|(known, _)| *known == name) {
            Some((_, patterns)) => {
                if let Some(pattern) = pattern.filter(|pattern| !patterns.contains(pattern)) {
                    let reason = format!("`{name}` has no pattern `.{pattern}`");
                    findings.push(diag::no_such_integration(resource.span, call, &reason, better(name)));
                }
            }
            None => {
                let reason = "there is no optimised integration of this name";
                findings.push(diag::no_such_integration(resource.span, call, reason, better(name)));
            }
        }
    });
}

/// What to call instead.
fn better(name: &str) -> Option<String> {
    let (service, action) = name.trim_start_matches("aws-sdk:").split_once(':')?;
    if action == "startCrawler" {
        return Some("call `aws-sdk:glue:startCrawler`, then ask `aws-sdk:glue:getCrawler` in a bounded loop".into());
    }
    let same = |known: &&(&str, &[&str])| {
        known
            .0
            .split_once(':')
            .is_some_and(|(_, a)| a.eq_ignore_ascii_case(action.trim_end_matches(|c: char| !c.is_alphanumeric())))
    };
    if let Some((known, _)) = OPTIMISED.iter().find(same).filter(|(known, _)| *known != name) {
        return Some(format!("did you mean `{known}`?"));
    }
    let near = pipelinec_core::diag::suggest::nearest(name, OPTIMISED.iter().map(|(known, _)| *known));
    Some(match near {
        Some(near) if near != name => format!("did you mean `{near}`?"),
        _ => format!("call `aws-sdk:{service}:{action}`, and ask in a bounded loop how it stands"),
    })
}
