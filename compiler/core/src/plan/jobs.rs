//! Datasets to jobs.
//!
//! Jobs the user named are taken as they are. The other datasets go to inferred jobs by *phase*: transforms in even
//! phases, KPIs in odd ones, each dataset in the first phase that lets it stand after everything it reads. So a usual
//! pipeline has `transformation_job` (phase 0) and `kpi_calculation` (phase 1), and a transform that reads a KPI opens
//! phase 2. A named job stands after the highest phase it reads.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::Symbol;
use crate::diag::{self, Diagnostic};
use crate::ir::{DatasetId, DatasetKind, Pipeline};

/// What is placed: a dataset of its own, or a named job with all its datasets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Unit {
    Dataset(DatasetId),
    Job(usize),
}

/// Where a unit stands: after this phase (named jobs), or in it. Named jobs that read no inferred one come first.
type Phase = i64;

/// Jobs in dependency order, with their datasets in dependency order; or why there is no such order.
pub(super) fn group(pipeline: &Pipeline) -> Result<Vec<(Symbol, Vec<DatasetId>)>, Vec<Diagnostic>> {
    let graph = Graph::new(pipeline);
    let order = graph.order(pipeline)?;
    let mut phases: BTreeMap<Unit, Phase> = BTreeMap::new();
    let mut inferred: BTreeMap<Phase, Vec<DatasetId>> = BTreeMap::new();
    let mut named: BTreeMap<Phase, Vec<usize>> = BTreeMap::new();
    for unit in order {
        let phase = graph.phase(pipeline, unit, &phases);
        phases.insert(unit, phase);
        match unit {
            Unit::Dataset(id) => inferred.entry(phase).or_default().push(id),
            Unit::Job(job) => named.entry(phase).or_default().push(job),
        }
    }
    Ok(assemble(pipeline, &graph, inferred, &named))
}

/// In every phase the inferred job comes first, then the named jobs that stand after it.
fn assemble(
    pipeline: &Pipeline,
    graph: &Graph,
    mut inferred: BTreeMap<Phase, Vec<DatasetId>>,
    named: &BTreeMap<Phase, Vec<usize>>,
) -> Vec<(Symbol, Vec<DatasetId>)> {
    let mut taken: BTreeSet<Symbol> = pipeline.jobs.iter().map(|(name, _, _)| name.clone()).collect();
    let phases: BTreeSet<Phase> = inferred.keys().chain(named.keys()).copied().collect();
    let mut out = Vec::new();
    for phase in phases {
        if let Some(mut datasets) = inferred.remove(&phase) {
            datasets.sort_unstable();
            out.push((inferred_name(phase, &mut taken), datasets));
        }
        for job in named.get(&phase).into_iter().flatten() {
            if let (Some((name, _, _)), Some(datasets)) = (pipeline.jobs.get(*job), graph.members.get(*job)) {
                out.push((name.clone(), datasets.clone()));
            }
        }
    }
    out
}

fn inferred_name(phase: Phase, taken: &mut BTreeSet<Symbol>) -> Symbol {
    let base = if is_kpi_phase(phase) { "kpi_calculation" } else { "transformation_job" };
    let mut number = 1;
    loop {
        let name = if number == 1 { Symbol::from(base) } else { Symbol::from(format!("{base}_{number}")) };
        if taken.insert(name.clone()) {
            return name;
        }
        number += 1;
    }
}

fn is_kpi_phase(phase: Phase) -> bool {
    phase % 2 == 1
}

/// Units and which reads which.
struct Graph {
    /// The unit of every dataset; `None` for inputs and queries.
    unit: Vec<Option<Unit>>,
    /// Units that a unit reads, itself left out.
    reads: BTreeMap<Unit, BTreeSet<Unit>>,
    /// Datasets of the named jobs.
    members: Vec<Vec<DatasetId>>,
}

impl Graph {
    fn new(pipeline: &Pipeline) -> Self {
        let mut unit: Vec<Option<Unit>> = pipeline
            .iter()
            .map(|(id, dataset)| match dataset.kind {
                DatasetKind::Transform(_) | DatasetKind::Kpi(_) => Some(Unit::Dataset(id)),
                DatasetKind::Input(_) | DatasetKind::Query(_) => None,
            })
            .collect();
        let mut members = vec![Vec::new(); pipeline.jobs.len()];
        for (job, (members, (_, _, datasets))) in members.iter_mut().zip(&pipeline.jobs).enumerate() {
            for id in datasets {
                if let Some(slot @ Some(Unit::Dataset(_))) = unit.get_mut(id.0 as usize) {
                    *slot = Some(Unit::Job(job));
                    members.push(*id);
                }
            }
            members.sort_unstable();
        }
        let mut graph = Self { unit, reads: BTreeMap::new(), members };
        for (id, dataset) in pipeline.iter() {
            if let Some(unit) = graph.unit_of(id) {
                let read: Vec<Unit> = dataset.reads().into_iter().filter_map(|id| graph.unit_of(id)).collect();
                graph.reads.entry(unit).or_default().extend(read.into_iter().filter(|other| *other != unit));
            }
        }
        graph
    }

    fn unit_of(&self, id: DatasetId) -> Option<Unit> {
        self.unit.get(id.0 as usize).copied().flatten()
    }

    /// Units in dependency order (Kahn). Only a named job can make that impossible: datasets alone have no cycle.
    fn order(&self, pipeline: &Pipeline) -> Result<Vec<Unit>, Vec<Diagnostic>> {
        let mut waiting: BTreeMap<Unit, usize> = self.reads.iter().map(|(unit, reads)| (*unit, reads.len())).collect();
        let mut readers: BTreeMap<Unit, Vec<Unit>> = BTreeMap::new();
        for (unit, reads) in &self.reads {
            for read in reads {
                readers.entry(*read).or_default().push(*unit);
            }
        }
        let mut ready: VecDeque<Unit> = waiting.iter().filter(|(_, n)| **n == 0).map(|(unit, _)| *unit).collect();
        let mut order = Vec::with_capacity(waiting.len());
        while let Some(unit) = ready.pop_front() {
            waiting.remove(&unit);
            order.push(unit);
            for reader in readers.get(&unit).into_iter().flatten() {
                if let Some(left) = waiting.get_mut(reader) {
                    *left -= 1;
                    if *left == 0 {
                        ready.push_back(*reader);
                    }
                }
            }
        }
        if waiting.is_empty() { Ok(order) } else { Err(self.cycles(pipeline, &waiting)) }
    }

    /// One finding per named job that (directly or not) waits for itself.
    fn cycles(&self, pipeline: &Pipeline, stuck: &BTreeMap<Unit, usize>) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for (job, (name, span, _)) in pipeline.jobs.iter().enumerate() {
            if let Some(between) = self.between(Unit::Job(job), stuck) {
                let words = match between {
                    Unit::Dataset(id) => pipeline.dataset(id).map(|d| (d.name.clone(), d.span)),
                    Unit::Job(other) => pipeline.jobs.get(other).map(|(name, span, _)| (name.clone(), *span)),
                };
                if let Some((other, place)) = words {
                    found.push(diag::job_cycle(*span, name, &other, place));
                }
            }
        }
        found
    }

    /// A unit that reads `start` and is read by it, directly or through others.
    fn between(&self, start: Unit, stuck: &BTreeMap<Unit, usize>) -> Option<Unit> {
        let first = self.reads.get(&start)?.iter().filter(|unit| stuck.contains_key(unit));
        first.copied().find(|unit| self.reaches(*unit, start, stuck))
    }

    fn reaches(&self, from: Unit, goal: Unit, stuck: &BTreeMap<Unit, usize>) -> bool {
        let mut seen = BTreeSet::from([from]);
        let mut open = vec![from];
        while let Some(unit) = open.pop() {
            for read in self.reads.get(&unit).into_iter().flatten() {
                if *read == goal {
                    return true;
                }
                if stuck.contains_key(read) && seen.insert(*read) {
                    open.push(*read);
                }
            }
        }
        false
    }

    fn phase(&self, pipeline: &Pipeline, unit: Unit, phases: &BTreeMap<Unit, Phase>) -> Phase {
        let reads = || self.reads.get(&unit).into_iter().flatten();
        let of = |unit: &Unit| phases.get(unit).copied().unwrap_or(-1);
        match unit {
            Unit::Job(_) => reads().map(of).max().unwrap_or(-1),
            Unit::Dataset(id) => {
                let is_kpi = pipeline.dataset(id).is_some_and(|d| matches!(d.kind, DatasetKind::Kpi(_)));
                let earliest = reads().map(|read| match read {
                    Unit::Dataset(_) => of(read),
                    Unit::Job(_) => of(read) + 1,
                });
                let phase = earliest.max().unwrap_or(0);
                if is_kpi_phase(phase) == is_kpi { phase } else { phase + 1 }
            }
        }
    }
}
