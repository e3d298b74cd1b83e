//! What a choice looks at.

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::model::StateName;

/// Goes to a state when a condition holds.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) condition: Condition,
    pub(crate) next: StateName,
}

/// A condition on the state.
#[derive(Debug, Clone)]
pub(crate) enum Condition {
    All(Vec<Self>),
    Any(Vec<Self>),
    Not(Box<Self>),
    /// The path leads somewhere. Guards every other test: those fail the run where it does not.
    Present(String),
    Null(String),
    Text(String),
    Number(String),
    Boolean(String),
    /// A text such as `2024-01-31T12:00:00Z`.
    Timestamp(String),
    Equals(String, &'static str),
    /// The same as what another path leads to.
    EqualsPath(String, String),
    /// `*` stands for any characters.
    Matches(String, &'static str),
    AtLeast(String, u32),
}

impl Condition {
    pub(crate) fn not(self) -> Self {
        Self::Not(Box::new(self))
    }

    fn fields<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        let mut test = |path: &String, name: &str| {
            map.serialize_entry("Variable", path)?;
            map.serialize_entry(name, &true)
        };
        match self {
            Self::All(all) => map.serialize_entry("And", all),
            Self::Any(any) => map.serialize_entry("Or", any),
            Self::Not(condition) => map.serialize_entry("Not", condition),
            Self::Present(path) => test(path, "IsPresent"),
            Self::Null(path) => test(path, "IsNull"),
            Self::Text(path) => test(path, "IsString"),
            Self::Number(path) => test(path, "IsNumeric"),
            Self::Boolean(path) => test(path, "IsBoolean"),
            Self::Timestamp(path) => test(path, "IsTimestamp"),
            Self::Equals(path, text) => {
                map.serialize_entry("Variable", path)?;
                map.serialize_entry("StringEquals", text)
            }
            Self::EqualsPath(path, other) => {
                map.serialize_entry("Variable", path)?;
                map.serialize_entry("StringEqualsPath", other)
            }
            Self::Matches(path, pattern) => {
                map.serialize_entry("Variable", path)?;
                map.serialize_entry("StringMatches", pattern)
            }
            Self::AtLeast(path, number) => {
                map.serialize_entry("Variable", path)?;
                map.serialize_entry("NumericGreaterThanEquals", number)
            }
        }
    }
}

impl Serialize for Condition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.fields(&mut map)?;
        map.end()
    }
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.condition.fields(&mut map)?;
        map.serialize_entry("Next", &self.next)?;
        map.end()
    }
}
