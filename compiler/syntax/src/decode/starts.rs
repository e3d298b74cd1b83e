//! What starts the runs of an environment, and who hears of their end.

use super::Decoder;
use super::values::Words;
use crate::phrase::NameKind;
use crate::tree::environments::{Notify, NotifyOn, Schedule, Trigger};
use crate::tree::{Name, Spanned};
use crate::yaml::{Entry, Node, NodeKind};

const SCHEDULE: &[&str] = &["at", "time_zone", "params"];
const TRIGGER: &[&str] = &["s3", "suffix"];
const NOTIFY: &[&str] = &["topic", "on"];
const NOTIFY_ON: Words<NotifyOn> = &[("always", NotifyOn::Always), ("failure", NotifyOn::Failure)];

impl Decoder<'_> {
    /// `cron(…)`, or a mapping with a time zone and parameters.
    pub(super) fn schedule(&mut self, node: Option<Node<'_>>) -> Option<Schedule> {
        let node = node.filter(|node| !node.is_null())?;
        if !matches!(node.kind, NodeKind::Mapping(_)) {
            let expression = self.optional_text(Some(node), "`schedule`")?;
            return Some(Schedule { expression, time_zone: None, params: Vec::new() });
        }
        let span = node.span;
        let mut fields = self.fields(node, "`schedule`", SCHEDULE, span);
        let expression = self.required_text(&mut fields, "at", "`at`");
        let time_zone = self.optional_text(fields.take("time_zone"), "`time_zone`");
        let params = fields.take("params").map(|params| self.param_values(params)).unwrap_or_default();
        Some(Schedule { expression, time_zone, params })
    }

    fn param_values(&mut self, node: Node<'_>) -> Vec<(Name, Spanned<String>)> {
        self.section(node, "`params` of a schedule", |decoder, Entry { key, value }| {
            let name = decoder.scalar_name(key, NameKind::Identifier);
            let scalar = decoder.scalar(value, "a value", "a parameter of a schedule")?;
            Some((name, Spanned { value: scalar.value.into_owned(), span: scalar.span }))
        })
    }

    pub(super) fn trigger(&mut self, node: Option<Node<'_>>) -> Option<Trigger> {
        let node = node.filter(|node| !node.is_null())?;
        let span = node.span;
        let mut fields = self.fields(node, "`trigger`", TRIGGER, span);
        if fields.is_unreadable() {
            return None;
        }
        let s3 = self.required_text(&mut fields, "s3", "`s3`");
        Some(Trigger { s3, suffix: self.optional_text(fields.take("suffix"), "`suffix`") })
    }

    /// The ARN of a topic, or a mapping that also says when.
    pub(super) fn notify(&mut self, node: Option<Node<'_>>) -> Option<Notify> {
        let node = node.filter(|node| !node.is_null())?;
        if !matches!(node.kind, NodeKind::Mapping(_)) {
            let topic = self.optional_text(Some(node), "`notify`")?;
            return Some(Notify { topic, on: NotifyOn::Always });
        }
        let span = node.span;
        let mut fields = self.fields(node, "`notify`", NOTIFY, span);
        let topic = self.required_text(&mut fields, "topic", "`topic`");
        let on = self.word(fields.take("on"), "`on`", NOTIFY_ON);
        Some(Notify { topic, on: on.map_or(NotifyOn::Always, |on| on.value) })
    }
}
