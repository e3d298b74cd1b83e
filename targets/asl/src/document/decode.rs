//! JSON to a definition.

use std::collections::BTreeSet;

use pipelinec_core::{Diagnostic, Span, diag};

use super::fields::{BRANCH, CATCHER, CLOUDFORMATION, DEFINITION, RETRIER, TYPES};
use super::json::{Json, Text, Value};
use super::{Catcher, Definition, Kind, Machine, ResultPath, Retrier, Rule, State, path};

/// Longest name of a state, in characters. Source: Step Functions, "Quotas related to state machines".
const MAX_NAME: usize = 80;

/// Reads a whole definition.
pub(super) fn definition(json: &Json) -> (Option<Definition>, Vec<Diagnostic>) {
    let mut decoder = Decoder { findings: Vec::new(), is_jsonata: is_jsonata(json, false) };
    if json.members().is_empty() {
        decoder
            .field(json.span, &format!("a definition is an object with `StartAt` and `States`, not {}", json.kind()));
        return (None, decoder.findings);
    }
    let machine = decoder.machine(json, DEFINITION, "a definition");
    let definition =
        Definition { machine, has_timeout: json.get("TimeoutSeconds").is_some(), is_jsonata: decoder.is_jsonata };
    let mut names = BTreeSet::new();
    definition.machine.each_state(&mut |state| {
        if !names.insert(state.name.value.as_str()) {
            decoder.findings.push(diag::state_name(state.name.span, "another state of the machine has this name"));
        }
    });
    (Some(definition), decoder.findings)
}

fn is_jsonata(json: &Json, otherwise: bool) -> bool {
    json.get("QueryLanguage").and_then(Json::as_str).map_or(otherwise, |language| language == "JSONata")
}

struct Decoder {
    findings: Vec<Diagnostic>,
    /// The definition's own query language.
    is_jsonata: bool,
}

impl Decoder {
    fn field(&mut self, span: Span, message: &str) {
        self.findings.push(diag::definition_field(span, message));
    }

    /// Fields that do not exist, and fields twice.
    fn keys(&mut self, json: &Json, place: &str, allowed: &[&str]) {
        let mut seen = BTreeSet::new();
        for (key, _) in json.members() {
            if !seen.insert(key.value.as_str()) {
                self.field(key.span, &format!("`{}` stands here twice", key.value));
            } else if !allowed.contains(&key.value.as_str()) {
                self.findings.push(diag::unknown_state_field(key.span, &key.value, place, allowed));
            }
        }
    }

    /// A field that must be a string.
    fn text(&mut self, json: &Json, key: &str, place: &str) -> Option<Text> {
        match json.get(key) {
            None => {
                self.field(head(json), &format!("{place} needs `{key}`"));
                None
            }
            Some(value) => self.string(value, key),
        }
    }

    fn string(&mut self, value: &Json, key: &str) -> Option<Text> {
        let text = value.text();
        if text.is_none() {
            self.field(value.span, &format!("`{key}` is a string, not {}", value.kind()));
        }
        text
    }

    fn machine(&mut self, json: &Json, allowed: &[&str], place: &str) -> Machine {
        self.keys(json, place, allowed);
        let start_at = self.text(json, "StartAt", place);
        let states = match json.get("States") {
            Some(states) if !states.members().is_empty() => {
                states.members().iter().map(|(name, state)| self.state(name, state)).collect()
            }
            Some(states) => {
                self.field(states.span, "`States` is an object with at least one state");
                Vec::new()
            }
            None => {
                self.field(head(json), &format!("{place} needs `States`"));
                Vec::new()
            }
        };
        let machine = Machine { start_at, states, span: json.span };
        self.targets(&machine);
        machine
    }

    /// Every name that is gone to exists, and something ends.
    fn targets(&mut self, machine: &Machine) {
        let known: Vec<&str> = machine.states.iter().map(|s| s.name.value.as_str()).collect();
        let mut named: Vec<&Text> = machine.start_at.iter().collect();
        for state in &machine.states {
            named.extend(&state.next);
            named.extend(state.catch.iter().filter_map(|c| c.next.as_ref()));
            if let Kind::Choice { rules, default } = &state.kind {
                named.extend(default);
                named.extend(rules.iter().filter_map(|r| r.next.as_ref()));
            }
        }
        for name in named.into_iter().filter(|name| !known.contains(&name.value.as_str())) {
            self.findings.push(diag::unknown_state(name.span, &name.value, &known));
        }
        let ends = |s: &State| s.end || matches!(s.kind, Kind::Succeed | Kind::Fail);
        if !machine.states.is_empty() && !machine.states.iter().any(ends) {
            self.field(
                head_of(machine.span),
                "no state ends: one needs `\"End\": true`, or is of type Succeed or Fail",
            );
        }
    }

    fn state(&mut self, name: &Text, json: &Json) -> State {
        if name.value.chars().count() > MAX_NAME {
            self.findings.push(diag::state_name(name.span, &format!("longer than {MAX_NAME} characters")));
        }
        let place = format!("state `{}`", name.value);
        let kind = self.text(json, "Type", &place);
        let known = kind.as_ref().and_then(|kind| TYPES.iter().find(|(name, _)| *name == kind.value));
        match (known, &kind) {
            (Some((word, groups)), _) => {
                self.keys(json, &format!("a {word} state"), &groups.concat());
            }
            (None, Some(kind)) => {
                let words: Vec<&str> = TYPES.iter().map(|(name, _)| *name).collect();
                self.findings.push(diag::unknown_state_field(kind.span, &kind.value, "the types of states", &words));
            }
            (None, None) => {}
        }
        let is_jsonata = is_jsonata(json, self.is_jsonata);
        let state = State {
            name: name.clone(),
            kind: self.kind(kind.as_ref().map_or("", |k| k.value.as_str()), json, &place),
            next: json.get("Next").and_then(|value| self.string(value, "Next")),
            end: json.get("End").is_some_and(|end| end.value == Value::Bool(true)),
            is_jsonata,
            result_path: self.result_path(json),
            retry: self.list(json, "Retry").iter().map(|json| self.retrier(json)).collect(),
            catch: self.list(json, "Catch").iter().map(|json| self.catcher(json)).collect(),
            json: json.clone(),
        };
        self.flow(&state);
        if !is_jsonata {
            self.paths(&state);
        }
        state
    }

    /// A state goes to one place.
    fn flow(&mut self, state: &State) {
        let goes = match &state.kind {
            Kind::Choice { .. } | Kind::Succeed | Kind::Fail => return,
            Kind::Task { .. } | Kind::Pass | Kind::Wait | Kind::Parallel { .. } | Kind::Map { .. } => {
                (state.next.is_some(), state.end)
            }
        };
        let reason = match goes {
            (false, false) => "says neither `Next` nor `\"End\": true`",
            (true, true) => "says both `Next` and `End`",
            (true, false) | (false, true) => return,
        };
        self.findings.push(diag::no_transition(state.name.span, &state.name.value, reason));
    }

    fn kind(&mut self, kind: &str, json: &Json, place: &str) -> Kind {
        match kind {
            "Task" => Kind::Task { resource: self.text(json, "Resource", place) },
            "Choice" => {
                let rules: Vec<Rule> = self.list(json, "Choices").iter().map(|json| self.rule(json)).collect();
                if rules.is_empty() {
                    self.field(head(json), &format!("{place} needs `Choices` with at least one rule"));
                }
                let default = json.get("Default").and_then(|value| self.string(value, "Default"));
                Kind::Choice { rules, default }
            }
            "Wait" => Kind::Wait,
            "Succeed" => Kind::Succeed,
            "Fail" => Kind::Fail,
            "Parallel" => {
                let branches: Vec<Machine> =
                    self.list(json, "Branches").iter().map(|json| self.machine(json, BRANCH, "a branch")).collect();
                if branches.is_empty() {
                    self.field(head(json), &format!("{place} needs `Branches` with at least one branch"));
                }
                Kind::Parallel { branches }
            }
            "Map" => {
                let inner = json.get("ItemProcessor").or_else(|| json.get("Iterator"));
                if inner.is_none() {
                    self.field(head(json), &format!("{place} needs `ItemProcessor`"));
                }
                let processor = inner.map(|json| self.machine(json, BRANCH, "an item processor")).into_iter().collect();
                Kind::Map { processor }
            }
            _ => Kind::Pass,
        }
    }

    fn list<'a>(&mut self, json: &'a Json, key: &str) -> &'a [Json] {
        match json.get(key) {
            Some(Json { value: Value::Array(items), .. }) => items,
            Some(other) => {
                self.field(other.span, &format!("`{key}` is a list, not {}", other.kind()));
                &[]
            }
            None => &[],
        }
    }

    fn rule(&mut self, json: &Json) -> Rule {
        Rule { json: json.clone(), next: self.text(json, "Next", "a rule") }
    }

    fn errors(&mut self, json: &Json, place: &str) -> Vec<Text> {
        let errors: Vec<Text> = self.list(json, "ErrorEquals").iter().filter_map(Json::text).collect();
        if errors.is_empty() {
            self.field(head(json), &format!("{place} needs `ErrorEquals` with at least one name"));
        }
        errors
    }

    fn retrier(&mut self, json: &Json) -> Retrier {
        self.keys(json, "a retrier", RETRIER);
        Retrier { errors: self.errors(json, "a retrier"), json: json.clone() }
    }

    fn catcher(&mut self, json: &Json) -> Catcher {
        self.keys(json, "a catcher", CATCHER);
        Catcher {
            errors: self.errors(json, "a catcher"),
            result_path: self.result_path(json),
            next: self.text(json, "Next", "a catcher"),
            json: json.clone(),
        }
    }

    fn result_path(&mut self, json: &Json) -> ResultPath {
        match json.get("ResultPath") {
            None => ResultPath::Replace,
            Some(Json { value: Value::Null, .. }) => ResultPath::Discard,
            Some(value) => match self.string(value, "ResultPath") {
                None => ResultPath::Replace,
                Some(text) if text.value == "$" => ResultPath::Replace,
                Some(text) => {
                    match path::parse(&text.value) {
                        Ok(path::Path::Reference(_)) => {}
                        Ok(_) => self.findings.push(diag::bad_state_path(
                            text.span,
                            &text.value,
                            "a result is written to one place: only names and indexes are possible",
                        )),
                        Err(reason) => self.findings.push(diag::bad_state_path(text.span, &text.value, &reason)),
                    }
                    ResultPath::At(text)
                }
            },
        }
    }

    /// Paths that are none, and texts that look like paths but are not read as such.
    fn paths(&mut self, state: &State) {
        for key in ["InputPath", "OutputPath", "ItemsPath", "SecondsPath", "TimestampPath", "TimeoutSecondsPath"] {
            if let Some(text) = state.field(key).and_then(Json::text)
                && let Err(reason) = path::parse(&text.value)
            {
                self.findings.push(diag::bad_state_path(text.span, &text.value, &reason));
            }
        }
        for key in ["Parameters", "ResultSelector", "ItemSelector"] {
            if let Some(template) = state.field(key) {
                self.template(template);
            }
        }
        if let Kind::Choice { rules, .. } = &state.kind {
            for rule in rules {
                rule.json.walk(None, &mut |key, value| {
                    if let (Some(key), Some(text)) = (key, value.text())
                        && (key.value == "Variable" || key.value.ends_with("Path"))
                        && let Err(reason) = path::parse(&text.value)
                    {
                        self.findings.push(diag::bad_state_path(text.span, &text.value, &reason));
                    }
                });
            }
        }
    }

    fn template(&mut self, template: &Json) {
        template.walk(None, &mut |key, value| {
            let Some(key) = key else { return };
            if CLOUDFORMATION.contains(&key.value.as_str()) {
                self.findings.push(diag::cloudformation_in_machine(key.span, &key.value));
                return;
            }
            let Some(text) = value.text() else { return };
            if key.value.ends_with(".$") {
                if let Err(reason) = path::in_value(&text.value) {
                    self.findings.push(diag::bad_state_path(text.span, &text.value, &reason));
                }
            } else if ["$.", "$$."].iter().any(|start| text.value.starts_with(start))
                || (text.value.starts_with("States.") && text.value.ends_with(')'))
            {
                self.findings.push(diag::path_as_text(text.span, &text.value, &key.value));
            }
        });
    }
}

/// The opening bracket of an object: where something is missing.
fn head(json: &Json) -> Span {
    head_of(json.span)
}

fn head_of(span: Span) -> Span {
    Span::new(span.file, span.start, span.start + 1)
}
