//! A crawler that is asked how it stands is asked how it ended.

use pipelinec_core::{Diagnostic, diag};

use super::Audited;
use crate::document::Kind;

pub(super) fn audit(audited: &Audited<'_>, findings: &mut Vec<Diagnostic>) {
    let machine = &audited.definition.machine;
    let mut reads_outcome = false;
    machine.each_state(&mut |state| {
        let mut look = |_: Option<&crate::document::Text>, value: &crate::document::Json| {
            reads_outcome |= value.as_str().is_some_and(|text| text.contains("LastCrawl"));
        };
        if let Kind::Choice { rules, .. } = &state.kind {
            rules.iter().for_each(|rule| rule.json.walk(None, &mut look));
        }
        // What is picked out of the answer may be compared under another name.
        if let Some(selector) = state.field("ResultSelector").or_else(|| state.field("Assign")) {
            selector.walk(None, &mut look);
        }
    });
    let mut asks_crawls = false;
    machine.each_state(&mut |state| asks_crawls |= state.call() == Some("aws-sdk:glue:listCrawls"));
    if reads_outcome || asks_crawls {
        return;
    }
    machine.each_state(&mut |state| {
        if state.call() == Some("aws-sdk:glue:getCrawler") {
            findings.push(diag::crawl_outcome_unread(state.name.span, &state.name.value));
        }
    });
}
