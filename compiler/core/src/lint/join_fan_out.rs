//! Joins that can multiply rows.

use std::collections::HashMap;

use pipelinec_syntax::tree::{JoinKind, Tree};

use crate::check::grain::plain_column;
use crate::diag::{self, Diagnostic};
use crate::ir::{CheckKind, CheckSeverity, DatasetId, Join, Op, Pipeline};

pub(super) fn lint(_: &Tree, pipeline: &Pipeline) -> Vec<Diagnostic> {
    let mut checked: HashMap<DatasetId, Vec<Vec<&str>>> = HashMap::new();
    for check in pipeline.checks.iter().filter(|check| check.severity == CheckSeverity::Error) {
        if let CheckKind::Unique(names) = &check.kind {
            checked.entry(check.dataset).or_default().push(names.iter().map(|name| &**name).collect());
        }
    }
    let mut found = Vec::new();
    for place in super::steps(pipeline) {
        let Op::Join(join) = &place.step.op else { continue };
        let keys: Vec<&str> = join.keys.iter().filter_map(|(_, key)| plain_column(key).map(|name| &**name)).collect();
        let unique = checked.get(&join.right).into_iter().flatten();
        let promised = unique.into_iter().any(|names| names.iter().all(|name| keys.contains(name)));
        if let Some(right) = pipeline.dataset(join.right)
            && multiplies(join)
            && !promised
        {
            found.push(diag::join_fan_out(place.step.span, &right.name, &keys, right.span));
        }
    }
    found
}

/// Whether a join of this kind can repeat left rows, by keys that could be unique.
fn multiplies(join: &Join) -> bool {
    let repeats = matches!(join.kind, JoinKind::Inner | JoinKind::Left | JoinKind::Full);
    repeats && !join.right_unique && !join.keys.is_empty()
}
