//! Branches that depend on one another, and steps that only seem to run side by side.

use std::collections::BTreeSet;

use pipelinec_core::{Diagnostic, Span, diag};

use super::Audited;
use super::calls;
use crate::document::{Json, Kind, Machine};

/// Words of options after which a job's arguments name what it writes, or reads.
const WRITES: &[&str] = &["output", "out", "dest", "target", "write", "sink"];
const READS: &[&str] = &["input", "source", "src", "read", "in", "from"];

pub(super) fn audit(audited: &Audited<'_>, findings: &mut Vec<Diagnostic>) {
    audited.definition.machine.each_state(&mut |state| {
        let Kind::Parallel { branches } = &state.kind else { return };
        data(branches, findings);
        steps(audited, branches, findings);
    });
}

/// A branch reads what another writes.
fn data(branches: &[Machine], findings: &mut Vec<Diagnostic>) {
    let all: Vec<Places> = branches.iter().map(Places::of).collect();
    for (reader, reads) in all.iter().enumerate() {
        for (_, writes) in all.iter().enumerate().filter(|(writer, _)| *writer != reader) {
            let pair = reads.read.iter().find_map(|(uri, span)| {
                let written = writes.written.iter().find(|(written, _)| within(uri, written) || within(written, uri));
                written.map(|(_, written)| (uri, *span, *written))
            });
            if let Some((uri, read, written)) = pair {
                findings.push(diag::parallel_reads_written(read, uri, written));
            }
        }
    }
}

fn within(uri: &str, folder: &str) -> bool {
    let folder = folder.trim_end_matches('/');
    uri.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The places in S3 that a branch's jobs name.
#[derive(Default)]
struct Places {
    written: Vec<(String, Span)>,
    read: Vec<(String, Span)>,
}

impl Places {
    fn of(branch: &Machine) -> Self {
        let mut places = Self::default();
        branch.each_state(&mut |state| {
            let Some(parameters) = state.field("Parameters").or_else(|| state.field("Arguments")) else { return };
            parameters.walk(None, &mut |key, value| {
                places.list(value.items());
                if let (Some(key), Some(_)) = (key, value.as_str()) {
                    places.note(&key.value, value);
                }
            });
        });
        places
    }

    /// Arguments: an option, then its value.
    fn list(&mut self, items: &[Json]) {
        for pair in items.windows(2) {
            if let [option, value] = pair
                && let Some(option) = option.as_str()
            {
                self.note(option, value);
            }
        }
    }

    fn note(&mut self, option: &str, value: &Json) {
        let Some(uri) = value.as_str().filter(|uri| uri.starts_with("s3://") || uri.starts_with("s3a://")) else {
            return;
        };
        let words: BTreeSet<String> =
            option.split(|c: char| !c.is_ascii_alphanumeric()).map(str::to_ascii_lowercase).collect();
        let is = |list: &[&str]| list.iter().any(|word| words.contains(*word));
        let entry = (uri.to_owned(), value.span);
        if is(WRITES) {
            self.written.push(entry);
        } else if is(READS) {
            self.read.push(entry);
        }
    }
}

/// Steps in several branches run one after the other on a cluster that takes one at a time.
fn steps(audited: &Audited<'_>, branches: &[Machine], findings: &mut Vec<Diagnostic>) {
    let mut adding = Vec::new();
    for branch in branches {
        let mut first = None;
        branch.each_state(&mut |state| {
            if state.call().is_some_and(|call| calls::pattern(call).0 == "elasticmapreduce:addStep") {
                first = first.or(Some(state));
            }
        });
        adding.extend(first);
    }
    let [_, second, ..] = adding.as_slice() else { return };
    audited.definition.machine.each_state(&mut |state| {
        if !state.call().is_some_and(calls::makes_cluster) {
            return;
        }
        let Some(parameters) = state.field("Parameters") else { return };
        let width = parameters.get("StepConcurrencyLevel").and_then(Json::number).unwrap_or(1.0);
        if parameters.get("StepConcurrencyLevel.$").is_none() && width < 2.0 {
            findings.push(diag::steps_queue(second.name.span, state.name.span));
        }
    });
}
