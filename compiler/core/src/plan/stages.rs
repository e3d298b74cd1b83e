//! Jobs to stages: each job in the first stage after everything it waits for.

/// Stages of `count` jobs that stand in dependency order; `edges` are `(earlier, later)`.
pub(super) fn stages(count: usize, edges: &[(usize, usize)]) -> Vec<Vec<usize>> {
    let mut before: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (earlier, later) in edges {
        if let Some(list) = before.get_mut(*later) {
            list.push(*earlier);
        }
    }
    let mut stage_of: Vec<usize> = Vec::with_capacity(count);
    let mut stages: Vec<Vec<usize>> = Vec::new();
    for (job, earlier) in before.iter().enumerate() {
        let stage = earlier.iter().filter_map(|e| stage_of.get(*e)).map(|stage| stage + 1).max().unwrap_or(0);
        stage_of.push(stage);
        if stages.len() == stage {
            stages.push(Vec::new());
        }
        if let Some(jobs) = stages.get_mut(stage) {
            jobs.push(job);
        }
    }
    stages
}
