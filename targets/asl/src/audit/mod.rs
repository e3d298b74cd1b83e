//! What is wrong with a state machine: anybody's, and on every build our own.
//!
//! Rules about what happens (clusters left running, failures that end as success, paths that lead nowhere) follow every
//! way through the machine ([`flow`]); the others look at states one by one or at the graph. A finding is certain, or
//! says what it takes for granted; good patterns of AWS's own documentation give none.

mod calls;
mod choice;
mod clusters;
mod crawlers;
mod errors;
mod failures;
mod flow;
mod integrations;
mod loops;
mod parallel;
mod references;
mod secrets;
mod shape;
mod timeouts;
mod unreachable;
mod waiting;

use pipelinec_core::{Diagnostic, FileId};

use crate::document::{self, Definition};

/// One rule.
type Rule = fn(&Audited<'_>, &mut Vec<Diagnostic>);

/// All rules.
const RULES: &[Rule] = &[
    clusters::audit,
    failures::audit,
    unreachable::audit,
    waiting::audit,
    crawlers::audit,
    loops::audit,
    integrations::audit,
    errors::audit,
    timeouts::audit,
    parallel::audit,
    secrets::audit,
];

/// What rules look at.
struct Audited<'a> {
    definition: &'a Definition,
    flow: flow::Flow,
}

/// What is wrong with a machine that the compiler has made: every build asks.
#[must_use]
pub fn defect(text: &str) -> Option<String> {
    let (definition, mut findings) = document::parse(FileId::default(), text);
    findings.extend(definition.iter().flat_map(audit));
    findings.first().map(|finding| format!("the state machine: {} {}", finding.code, finding.message))
}

/// Audits a definition that [`crate::document::parse`] has read. Findings are in the order of the text.
#[must_use]
pub fn audit(definition: &Definition) -> Vec<Diagnostic> {
    let audited = Audited { definition, flow: flow::walk(definition) };
    let mut findings = Vec::new();
    for rule in RULES {
        rule(&audited, &mut findings);
    }
    findings.sort_by_key(|finding| (finding.span, finding.code));
    findings.dedup_by(|a, b| a.span == b.span && a.code == b.code);
    findings
}
