//! The bundle's literals as CloudFormation's references.

use pipelinec_core::target::partition;
use serde_json::{Value, json};

use crate::Context;

/// What the other files have in place of the account.
const ACCOUNT: &str = "${AWS::AccountId}";
/// What the other files have in place of the EMR Serverless application that is only about to be.
const APPLICATION: &str = "${EmrServerlessApplicationId}";

/// Replaces the bucket, the scripts' prefix and the placeholders.
pub(super) struct Substitute {
    /// `(literal, reference)`; the first that fits wins.
    replaced: Vec<(String, String)>,
    /// The bucket's own ARN.
    bucket: String,
}

impl Substitute {
    pub(super) fn new(context: &Context<'_>) -> Self {
        let bucket = &context.environment.bucket.value;
        let scripts = &context.environment.layout.scripts;
        let arn = format!("arn:{}:s3:::", partition(context.environment));
        let mut replaced = vec![
            (ACCOUNT.to_owned(), ACCOUNT.to_owned()),
            (APPLICATION.to_owned(), "${Application}".to_owned()),
            ("${".to_owned(), "${!".to_owned()),
        ];
        for start in ["s3://", &arn] {
            let artifacts = format!("{start}${{ArtifactsBucket}}/${{ArtifactsPrefix}}");
            replaced.push((format!("{start}{bucket}/{scripts}"), artifacts));
            replaced.push((format!("{start}{bucket}/"), format!("{start}${{DataBucket}}/")));
        }
        Self { replaced, bucket: format!("{arn}{bucket}") }
    }

    /// The text, as `Fn::Sub` where it refers to something.
    pub(super) fn text(&self, text: &str) -> Value {
        if text == self.bucket {
            let arn = text.rsplit_once(":::").map_or("arn:aws:s3", |(arn, _)| arn);
            return json!({ "Fn::Sub": format!("{arn}:::${{DataBucket}}") });
        }
        let (mut made, mut rest, mut refers) = (String::with_capacity(text.len()), text, false);
        while let Some(next) = rest.chars().next() {
            if let Some((literal, reference)) =
                self.replaced.iter().find(|(literal, _)| rest.starts_with(literal.as_str()))
            {
                made.push_str(reference);
                rest = rest.get(literal.len()..).unwrap_or_default();
                refers |= literal != "${";
            } else {
                made.push(next);
                rest = rest.get(next.len_utf8()..).unwrap_or_default();
            }
        }
        if refers { json!({ "Fn::Sub": made }) } else { text.into() }
    }

    /// Every text of a value.
    pub(super) fn value(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => self.text(text),
            Value::Array(items) => items.iter().map(|item| self.value(item)).collect(),
            Value::Object(fields) => fields.iter().map(|(key, value)| (key.clone(), self.value(value))).collect(),
            Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        }
    }
}
