//! A stand-in for AWS: what calls answer, and what they leave running.

mod data;
mod emr;
mod other;

use serde_json::{Value, json};

use super::Ends;
use super::error::StateError;
use super::resource::{Pattern, Resource};

/// Something that was started.
#[derive(Debug, Clone)]
pub(super) struct Work {
    /// `EMR cluster`.
    pub(super) kind: &'static str,
    service: String,
    pub(super) id: String,
    name: String,
    /// The state that started it.
    pub(super) state: String,
    pub(super) ends: Ends,
    /// When it began and when, of itself, it is done.
    began: u64,
    done: u64,
    /// Ended, or seen to have ended.
    is_over: bool,
    /// What it runs on, and ends with.
    on: Option<usize>,
}

/// A call.
pub(super) struct Call<'a> {
    pub(super) resource: &'a Resource,
    pub(super) parameters: &'a Value,
    pub(super) state: &'a str,
    pub(super) now: u64,
}

impl Call<'_> {
    /// A parameter that is text.
    fn text(&self, key: &str) -> &str {
        self.parameters.get(key).and_then(Value::as_str).unwrap_or_default()
    }
}

/// A call that has been accepted.
#[derive(Debug, Clone)]
pub(super) struct Running {
    pub(super) answer: Value,
    /// How long until the answer.
    pub(super) seconds: u64,
    /// What it waits for.
    work: Option<usize>,
    /// What has ended when it answers.
    ending: Option<usize>,
}

impl Running {
    /// An answer to a short call.
    fn answer(answer: Value) -> Self {
        Self { answer, seconds: 1, work: None, ending: None }
    }
}

type Answer = Result<Running, StateError>;

/// Everything that was started so far.
#[derive(Debug, Default)]
pub(super) struct World {
    works: Vec<Work>,
}

impl World {
    /// Makes a call.
    pub(super) fn call(&mut self, call: &Call<'_>) -> Answer {
        match call.resource.service.as_str() {
            "elasticmapreduce" | "emr" => self.emr(call),
            "emr-serverless" | "emrserverless" => self.emr_serverless(call),
            "glue" => self.glue(call),
            "athena" => self.athena(call),
            "lambda" => Ok(self.lambda(call)),
            _ => Ok(self.other(call)),
        }
    }

    /// The call has answered.
    pub(super) fn answered(&mut self, running: &Running) {
        for index in [running.work, running.ending].into_iter().flatten() {
            self.end(index);
        }
    }

    /// A Task was stopped while it waited. Step Functions then tries to stop the work; it does not end a cluster that it
    /// created. Source: Step Functions, "Run a job (.sync)" and "Create and manage Amazon EMR clusters".
    pub(super) fn stopped(&mut self, running: &Running) {
        if let Some(index) = running.work {
            self.end(index);
        }
    }

    /// What nobody has ended or seen to end.
    pub(super) fn left(&self) -> impl Iterator<Item = &Work> {
        self.works.iter().filter(|work| !work.is_over)
    }

    fn start(&mut self, call: &Call<'_>, kind: &'static str, id: &str, ends: Ends, seconds: u64) -> usize {
        let number = self.works.len() + 1;
        let id = if id.is_empty() { format!("sim-{number:04}") } else { id.replace('#', &format!("{number:010}")) };
        self.works.push(Work {
            kind,
            service: call.resource.service.clone(),
            id,
            name: call.text("Name").into(),
            state: call.state.into(),
            ends,
            began: call.now,
            done: call.now.saturating_add(seconds),
            is_over: false,
            on: None,
        });
        number - 1
    }

    fn id(&self, index: usize) -> &str {
        self.works.get(index).map_or("", |work| &work.id)
    }

    /// Ends work and all that runs on it.
    fn end(&mut self, index: usize) {
        for (at, work) in self.works.iter_mut().enumerate() {
            if at == index || work.on == Some(index) {
                work.is_over = true;
            }
        }
    }

    /// Work of a kind that is there, by its id.
    fn known(&self, kind: &str, id: &str) -> Option<usize> {
        self.works.iter().position(|work| work.kind == kind && work.id == id)
    }

    /// `RUNNING` or what it ended as; whoever sees the end need not be told again.
    fn look(&mut self, kind: &str, id: &str, now: u64, ended: &'static str) -> &'static str {
        let found = self.works.iter_mut().rev().find(|work| work.kind == kind && (work.id == id || id.is_empty()));
        match found {
            Some(work) if now < work.done && !work.is_over => "RUNNING",
            Some(work) => {
                work.is_over = true;
                ended
            }
            None => ended,
        }
    }

    /// Starts work that ends by itself: awaited with `.sync`, else left to others to look at.
    fn job(
        &mut self,
        call: &Call<'_>,
        kind: &'static str,
        id: &str,
        seconds: u64,
        answer: impl Fn(&str) -> Value,
    ) -> Answer {
        let index = self.start(call, kind, id, Ends::ByItself, seconds);
        let answer = answer(self.id(index));
        Ok(match call.resource.pattern {
            Pattern::Request => Running::answer(answer),
            Pattern::Sync | Pattern::Token => Running { answer, seconds, work: Some(index), ending: None },
        })
    }
}

/// What the SDK's calls answer besides.
fn metadata() -> Value {
    json!({ "HttpStatusCode": 200 })
}
