//! All ways through a machine, with what is known of the data and which clusters run.
//!
//! Every state is entered once for every different knowledge. A task ends well, or in an ordinary error, or in a timeout;
//! where a path certainly leads nowhere a state ends in `States.Runtime`, which nothing catches. Conditions are followed
//! both ways unless the data decides them.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use pipelinec_core::Span;

use super::calls;
use super::choice::{self, Truth};
use super::references::{self, Reference};
use super::shape::{Found, Rest, Shape};
use crate::document::path::{self, Path};
use crate::document::{Definition, Kind, Machine, ResultPath, State};

/// Most entries into states: beyond, what was found so far is told.
const MAX_STEPS: usize = 50_000;

/// An error as catchers see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Error {
    /// Any error of a task but a timeout.
    Task,
    /// `States.Timeout`.
    Timeout,
    /// `States.Runtime`: a path that leads nowhere.
    Runtime,
}

impl Error {
    /// As the run's history shows it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Task => "an error",
            Self::Timeout => "States.Timeout",
            Self::Runtime => "States.Runtime",
        }
    }
}

/// The way to a state, backwards.
#[derive(Debug)]
pub(super) struct Trail {
    name: String,
    before: Option<Rc<Trail>>,
}

impl Trail {
    /// The names from the first on.
    pub(super) fn names(trail: Option<&Rc<Self>>) -> Vec<String> {
        let mut names = Vec::new();
        let mut at = trail;
        while let Some(step) = at {
            names.push(step.name.clone());
            at = step.before.as_ref();
        }
        names.reverse();
        names
    }
}

/// What is known when a state is entered.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Knowledge {
    data: Shape,
    /// Clusters that run, by the position of the span that made them in [`Flow::makers`].
    clusters: BTreeSet<usize>,
    /// A failure that was caught on the way, if any.
    caught: Option<Caught>,
}

/// A caught failure.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Caught {
    /// The state that failed.
    pub(super) state: String,
    /// Its name's place.
    pub(super) span: Span,
    /// How.
    pub(super) error: Error,
    /// The catcher takes every error, of work that matters.
    pub(super) is_broad: bool,
}

/// How a run ends.
#[derive(Debug, Clone)]
pub(super) enum Ending {
    /// Succeeded at this state.
    Success,
    /// In a Fail state.
    Fail,
    /// This error was caught by nobody.
    Uncaught(Error),
}

/// One way a run, or a branch, ends.
#[derive(Debug, Clone)]
pub(super) struct End {
    pub(super) ending: Ending,
    /// The last state.
    pub(super) state: String,
    pub(super) span: Span,
    /// Makers of clusters that still run.
    pub(super) clusters: BTreeSet<usize>,
    pub(super) caught: Option<Caught>,
    pub(super) trail: Option<Rc<Trail>>,
    data: Shape,
}

/// A path that leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Lost {
    pub(super) span: Span,
    pub(super) text: String,
    /// It names the cluster to end.
    pub(super) ends_cluster: bool,
    /// Where the data was replaced, if that is known: the state, and the place.
    pub(super) by: Option<(String, Span)>,
}

/// Everything found by walking.
#[derive(Default)]
pub(super) struct Flow {
    /// Ways the whole machine ends.
    pub(super) ends: Vec<End>,
    /// Paths that lead nowhere.
    pub(super) lost: BTreeSet<Lost>,
    /// Failures that were caught and end in success, at any level; whether more work is done after them.
    pub(super) hidden: Vec<(End, bool)>,
    /// States that make clusters: name and place.
    pub(super) makers: Vec<(String, Span)>,
    /// Fields that the machine writes.
    placed: Vec<String>,
    steps: usize,
}

/// Walks a definition. JSONata machines have no paths to follow: nothing is known of their data.
pub(super) fn walk(definition: &Definition) -> Flow {
    let mut flow = Flow { placed: placed(&definition.machine), ..Flow::default() };
    let start = Knowledge { data: Shape::Any, clusters: BTreeSet::new(), caught: None };
    flow.ends = flow.machine(&definition.machine, start, None);
    flow
}

/// The first names of all `ResultPath`s.
fn placed(machine: &Machine) -> Vec<String> {
    let mut names = BTreeSet::new();
    machine.each_state(&mut |state| {
        let paths = state.catch.iter().map(|c| &c.result_path).chain([&state.result_path]);
        for result_path in paths {
            if let ResultPath::At(text) = result_path
                && let Ok(Path::Reference(steps)) = path::parse(&text.value)
                && let Some(path::Step::Field(name)) = steps.into_iter().next()
            {
                names.insert(name);
            }
        }
    });
    names.into_iter().collect()
}

/// What a state does with what is known.
struct After {
    /// Entered next: name and knowledge.
    next: Vec<(String, Knowledge)>,
    ends: Vec<(Ending, Knowledge)>,
}

impl Flow {
    /// All ends of a machine entered with some knowledge.
    fn machine(&mut self, machine: &Machine, start: Knowledge, trail: Option<&Rc<Trail>>) -> Vec<End> {
        let mut ends = Vec::new();
        let mut seen: BTreeMap<usize, BTreeSet<Knowledge>> = BTreeMap::new();
        let mut open = Vec::new();
        open.extend(machine.start_at.as_ref().map(|name| (name.value.clone(), start, trail.cloned())));
        let outer = start_caught(&open);
        // The first found is the shortest: breadth first.
        let mut at = 0;
        while let Some((name, knowledge, before)) = open.get(at).cloned() {
            at += 1;
            let Some((position, state)) = machine.find(&name) else { continue };
            if self.steps >= MAX_STEPS || !seen.entry(position).or_default().insert(knowledge.clone()) {
                continue;
            }
            self.steps += 1;
            let trail = Some(Rc::new(Trail { name: name.clone(), before }));
            let after = self.state(state, knowledge, trail.as_ref());
            open.extend(after.next.into_iter().map(|(name, knowledge)| (name, knowledge, trail.clone())));
            ends.extend(after.ends.into_iter().map(|(ending, knowledge)| End {
                ending,
                state: name.clone(),
                span: state.name.span,
                clusters: knowledge.clusters,
                caught: knowledge.caught,
                trail: trail.clone(),
                data: knowledge.data,
            }));
        }
        for end in ends.iter().filter(|end| matches!(end.ending, Ending::Success) && end.caught != outer) {
            if let Some(caught) = end.caught.as_ref().filter(|caught| caught.is_broad) {
                self.hidden.push((end.clone(), goes_on(machine, caught, end)));
            }
        }
        ends
    }

    fn state(&mut self, state: &State, knowledge: Knowledge, trail: Option<&Rc<Trail>>) -> After {
        let mut after = After { next: Vec::new(), ends: Vec::new() };
        let input = references::input(state, &knowledge.data, &self.placed);
        if self.lose(state, &knowledge, &input) {
            fail(state, Error::Runtime, &knowledge, &mut after);
            return after;
        }
        match &state.kind {
            Kind::Succeed => after.ends.push((Ending::Success, knowledge)),
            Kind::Fail => after.ends.push((Ending::Fail, knowledge)),
            Kind::Choice { rules, default } => {
                choose(rules, default.as_ref(), &input, knowledge, &self.placed, &mut after)
            }
            Kind::Wait => go(state, knowledge, &mut after),
            Kind::Pass => {
                let result = match (state.field("Result"), state.field("Parameters")) {
                    (Some(result), _) => Shape::of(result),
                    (None, Some(template)) if !state.is_jsonata => input.filled(template, &self.placed),
                    (None, _) => input,
                };
                let data = written(&knowledge.data, &state.result_path, result);
                go(state, Knowledge { data, ..knowledge }, &mut after);
            }
            Kind::Task { .. } => self.task(state, knowledge, &input, &mut after),
            Kind::Parallel { branches } => self.inside(state, branches, knowledge, &input, trail, &mut after),
            Kind::Map { processor } => {
                let item = state.field("ItemSelector").or_else(|| state.field("Parameters"));
                let item = item.map_or(Shape::Any, |template| input.filled(template, &self.placed));
                self.inside(state, processor, knowledge, &item, trail, &mut after);
            }
        }
        after
    }

    /// Notes the paths that lead nowhere; whether there are any.
    fn lose(&mut self, state: &State, knowledge: &Knowledge, input: &Shape) -> bool {
        let lost = references::lost(state, &knowledge.data, input, &self.placed);
        let ends_cluster = state.call().is_some_and(calls::ends_cluster);
        let is_lost = !lost.is_empty();
        self.lost.extend(lost.into_iter().map(|Reference { span, text }| Lost {
            span,
            text,
            ends_cluster,
            by: knowledge.caught.as_ref().map(|caught| (caught.state.clone(), caught.span)),
        }));
        is_lost
    }

    fn task(&mut self, state: &State, knowledge: Knowledge, input: &Shape, after: &mut After) {
        let call = state.call().unwrap_or_default();
        let mut done = knowledge.clone();
        let mut result =
            if calls::answers_like_an_api(call) { Shape::Object(BTreeMap::new(), Rest::Service) } else { Shape::Any };
        if calls::makes_cluster(call) {
            let maker = self.maker(state);
            done.clusters.insert(maker);
            let id = if call.starts_with("aws-sdk") { "JobFlowId" } else { "ClusterId" };
            result = Shape::Object([(id.to_owned(), Shape::Cluster(maker))].into(), Rest::Service);
        } else if calls::ends_cluster(call) {
            match self.cluster_named(state, input) {
                Some(maker) => drop(done.clusters.remove(&maker)),
                None => done.clusters.clear(),
            }
        }
        // What ends a cluster ends it also when the call fails: the caller can do no more.
        let failed = Knowledge {
            clusters: if calls::ends_cluster(call) { done.clusters.clone() } else { knowledge.clusters.clone() },
            ..knowledge
        };
        for error in [Error::Task, Error::Timeout] {
            fail(state, error, &failed, after);
        }
        if let Some(selector) = state.field("ResultSelector").filter(|_| !state.is_jsonata) {
            result = result.filled(selector, &self.placed);
        }
        done.data = written(&failed.data, &state.result_path, result);
        go(state, done, after);
    }

    fn maker(&mut self, state: &State) -> usize {
        let maker = (state.name.value.clone(), state.name.span);
        let known = self.makers.iter().position(|m| *m == maker);
        known.unwrap_or_else(|| {
            self.makers.push(maker);
            self.makers.len() - 1
        })
    }

    /// The maker of the cluster that a call ends, if the data tells.
    fn cluster_named(&self, state: &State, input: &Shape) -> Option<usize> {
        let parameters = input.filled(state.field("Parameters")?, &self.placed);
        let Shape::Object(fields, _) = parameters else { return None };
        let one = |shape: &Shape| if let Shape::Cluster(maker) = shape { Some(*maker) } else { None };
        fields.values().find_map(|shape| match shape {
            Shape::List(items) => items.iter().find_map(one),
            Shape::Any | Shape::Text(_) | Shape::Bool(_) | Shape::Cluster(_) | Shape::Object(..) => one(shape),
        })
    }

    /// Branches, or the items of a map.
    fn inside(
        &mut self,
        state: &State,
        machines: &[Machine],
        knowledge: Knowledge,
        input: &Shape,
        trail: Option<&Rc<Trail>>,
        after: &mut After,
    ) {
        let (mut results, mut clusters, mut ends_well) = (Vec::new(), knowledge.clusters.clone(), true);
        for machine in machines {
            let start = Knowledge { data: input.clone(), ..knowledge.clone() };
            let ends = self.machine(machine, start, trail);
            let (good, bad): (Vec<End>, Vec<End>) =
                ends.into_iter().partition(|end| matches!(end.ending, Ending::Success));
            for end in bad {
                let error = if let Ending::Uncaught(error) = end.ending { error } else { Error::Task };
                // What the branch knew is gone, also the ids of its clusters.
                fail(state, error, &Knowledge { clusters: end.clusters, ..knowledge.clone() }, after);
            }
            // A cluster runs on unless every way through the branch has ended it.
            for old in &knowledge.clusters {
                if !good.is_empty() && good.iter().all(|end| !end.clusters.contains(old)) {
                    clusters.remove(old);
                }
            }
            for end in &good {
                clusters.extend(end.clusters.difference(&knowledge.clusters));
            }
            ends_well &= !good.is_empty();
            let mut data = good.into_iter().map(|end| end.data);
            let first = data.next().unwrap_or(Shape::Any);
            results.push(if data.all(|other| other == first) { first } else { Shape::Any });
        }
        if !ends_well {
            return;
        }
        let is_parallel = matches!(state.kind, Kind::Parallel { .. });
        let mut result = if is_parallel { Shape::List(results) } else { Shape::Any };
        if let Some(selector) = state.field("ResultSelector").filter(|_| !state.is_jsonata) {
            result = result.filled(selector, &self.placed);
        }
        let data = written(&knowledge.data, &state.result_path, result);
        go(state, Knowledge { data, clusters, caught: knowledge.caught }, after);
    }
}

/// A failure that was caught before a machine is entered.
fn start_caught(open: &[(String, Knowledge, Option<Rc<Trail>>)]) -> Option<Caught> {
    open.first().and_then(|(_, knowledge, _)| knowledge.caught.clone())
}

/// Whether a run does more work after a failure was caught, on its usual way: it passes the failure over. Else it only
/// tells somebody, or tidies up.
fn goes_on(machine: &Machine, caught: &Caught, end: &End) -> bool {
    let usual = usual(machine);
    let names = Trail::names(end.trail.as_ref());
    let after = names.iter().rev().take_while(|name| **name != caught.state);
    let works = |state: &State| match state.kind {
        Kind::Task { .. } => !state.call().is_some_and(calls::is_minor),
        Kind::Parallel { .. } | Kind::Map { .. } => true,
        Kind::Pass | Kind::Choice { .. } | Kind::Wait | Kind::Succeed | Kind::Fail => false,
    };
    after.filter(|name| usual.contains(*name)).any(|name| machine.find(name).is_some_and(|(_, state)| works(state)))
}

/// States that a run passes where nothing fails.
fn usual(machine: &Machine) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut open: Vec<&str> = machine.start_at.iter().map(|name| name.value.as_str()).collect();
    while let Some(name) = open.pop() {
        let Some((_, state)) = machine.find(name) else { continue };
        if seen.insert(name.to_owned()) {
            open.extend(state.onward());
        }
    }
    seen
}

/// The data after a result is written.
fn written(data: &Shape, result_path: &ResultPath, result: Shape) -> Shape {
    match result_path {
        ResultPath::Replace => result,
        ResultPath::Discard => data.clone(),
        ResultPath::At(text) => match path::parse(&text.value) {
            Ok(Path::Reference(steps)) => data.with(&steps, result),
            Ok(Path::Context | Path::Variable | Path::Query) | Err(_) => Shape::Any,
        },
    }
}

/// On to the next state, or the end.
fn go(state: &State, mut knowledge: Knowledge, after: &mut After) {
    if state.field("OutputPath").is_some() || state.is_jsonata && state.field("Output").is_some() {
        knowledge.data = Shape::Any;
    }
    match &state.next {
        Some(next) => after.next.push((next.value.clone(), knowledge)),
        None => after.ends.push((Ending::Success, knowledge)),
    }
}

/// Follows an error to its catchers, or out of the machine.
///
/// `States.ALL` and `States.TaskFailed` do not catch `States.Runtime`; the latter does not catch timeouts. Source: Step
/// Functions developer guide, "Handling errors".
fn fail(state: &State, error: Error, knowledge: &Knowledge, after: &mut After) {
    for catcher in state.catch.iter().filter(|_| error != Error::Runtime) {
        let names = |name: &str| catcher.errors.iter().any(|e| e.value == name);
        let takes_all = names("States.ALL")
            || (error == Error::Task && names("States.TaskFailed"))
            || (error == Error::Timeout && names("States.Timeout"));
        let takes_some = error == Error::Task && catcher.errors.iter().any(|e| !e.value.starts_with("States."));
        if !takes_all && !takes_some {
            continue;
        }
        let output = Shape::closed([("Error", Shape::Any), ("Cause", Shape::Any)]);
        let caught = Caught {
            state: state.name.value.clone(),
            span: state.name.span,
            error,
            is_broad: takes_all && error == Error::Task && !state.call().is_some_and(calls::is_minor),
        };
        let data = if state.is_jsonata { Shape::Any } else { written(&knowledge.data, &catcher.result_path, output) };
        if let Some(next) = &catcher.next {
            // The first failure is the one to tell about.
            let caught = knowledge.caught.clone().filter(|earlier| earlier.is_broad).unwrap_or(caught);
            after.next.push((
                next.value.clone(),
                Knowledge { data, caught: Some(caught), clusters: knowledge.clusters.clone() },
            ));
        }
        if takes_all {
            return;
        }
    }
    after.ends.push((Ending::Uncaught(error), knowledge.clone()));
}

/// The ways a choice goes.
fn choose(
    rules: &[crate::document::Rule],
    default: Option<&crate::document::Text>,
    input: &Shape,
    knowledge: Knowledge,
    placed: &[String],
    after: &mut After,
) {
    for rule in rules {
        let truth = choice::holds(&rule.json, input, placed);
        if truth != Truth::No
            && let Some(next) = &rule.next
        {
            after.next.push((next.value.clone(), knowledge.clone()));
        }
        if truth == Truth::Yes {
            return;
        }
    }
    match default {
        Some(next) => after.next.push((next.value.clone(), knowledge)),
        // `States.NoChoiceMatched` cannot be caught by a choice.
        None => after.ends.push((Ending::Uncaught(Error::Task), knowledge)),
    }
}

impl Found {
    /// Certainly nothing.
    pub(super) fn is_nothing(&self) -> bool {
        *self == Self::Nothing
    }
}
