//! Conditions on literal arguments: the parameter's literal rule, and the overload's guards.

use super::resolve::{Arg, Mismatch, decimals_of};
use super::{Guard, LiteralRule, Overload, Param};
use crate::ir::Literal;
use crate::literals::{self, Trouble, dates, json_path, like, regex, replacement, zones};
use crate::types::Type;

/// The argument of a parameter, by name.
pub(super) fn argument<'a, 'b>(overload: &Overload, args: &'b [Arg<'a>], name: &str) -> Option<&'b Arg<'a>> {
    position(overload, name).and_then(|index| args.get(index))
}

fn position(overload: &Overload, name: &str) -> Option<usize> {
    overload.params.iter().position(|param| param.name == name)
}

fn text<'a>(overload: &Overload, args: &[Arg<'a>], name: &str) -> Option<&'a str> {
    if let Literal::String(text) = argument(overload, args, name)?.literal? { Some(text) } else { None }
}

fn integer(overload: &Overload, args: &[Arg<'_>], name: &str) -> Option<i64> {
    if let Literal::Bigint(value) = argument(overload, args, name)?.literal? { Some(*value) } else { None }
}

fn number(overload: &Overload, args: &[Arg<'_>], name: &str) -> Option<f64> {
    literals::number(argument(overload, args, name)?.literal?)
}

/// Whether a literal obeys its parameter's rule.
pub(super) fn check_rule(
    param: &Param,
    literal: &Literal,
    overload: &Overload,
    args: &[Arg<'_>],
) -> Result<(), Trouble> {
    if *literal == Literal::Null {
        return Err(Trouble::new("null is not allowed here"));
    }
    let text = if let Literal::String(text) = literal { text.as_str() } else { "" };
    match param.literal {
        LiteralRule::Any | LiteralRule::Literal => Ok(()),
        LiteralRule::OneOf(words) => check_word(text, words),
        LiteralRule::Regex => regex::Pattern::parse(text).map(|_| ()),
        LiteralRule::RegexNonEmpty => regex::Pattern::parse(text)?.must_not_match_empty(),
        LiteralRule::Replacement => replacement::Replacement::parse(text).map(|_| ()),
        LiteralRule::LikePattern => like::Pattern::parse(text, escape(overload, args)).map(|_| ()),
        LiteralRule::DateFormat => dates::ParseFormat::date(text).map(|_| ()),
        LiteralRule::TimestampFormat => dates::ParseFormat::timestamp(text).map(|_| ()),
        LiteralRule::OutputFormat => dates::OutputFormat::parse(text).map(|_| ()),
        LiteralRule::JsonPath => json_path::Path::parse(text).map(|_| ()),
        LiteralRule::TimeZone => zones::check(text),
    }
}

fn check_word(text: &str, words: &'static [&'static str]) -> Result<(), Trouble> {
    if words.contains(&text) {
        return Ok(());
    }
    let mut trouble = Trouble::new(format!("`{text}` is not one of the words allowed here"));
    trouble.words = words.to_vec();
    Err(trouble)
}

/// The escape character of a `like`, when the overload has one.
fn escape(overload: &Overload, args: &[Arg<'_>]) -> Option<char> {
    text(overload, args, "escape").and_then(|esc| esc.chars().next())
}

/// Checks one guard. A literal that has the wrong form has been reported before, so a missing value passes.
pub(super) fn check(guard: &Guard, overload: &Overload, args: &[Arg<'_>], types: &[Type]) -> Result<(), Mismatch> {
    if let Guard::Decimals(rule, message) = guard {
        return if types.iter().any(Type::is_error) || rule(&decimals_of(types)) {
            Ok(())
        } else {
            Err(Mismatch::Decimal { message: (*message).to_owned() })
        };
    }
    let Some((name, message)) = failure(guard, overload, args) else { return Ok(()) };
    let index = position(overload, name).unwrap_or(0);
    Err(Mismatch::Literal { index, parameter: name, message, help: None, offset: None, words: Vec::new() })
}

/// The parameter and the message of a guard that does not hold.
fn failure(guard: &Guard, overload: &Overload, args: &[Arg<'_>]) -> Option<(&'static str, String)> {
    let text = |name| text(overload, args, name);
    let integer = |name| integer(overload, args, name);
    let number = |name| number(overload, args, name);
    let fails = |name: &'static str, broken: bool, message: &str| broken.then(|| (name, message.to_owned()));
    match *guard {
        Guard::NonEmpty(name) => fails(name, text(name)?.is_empty(), "must not be the empty text"),
        Guard::OneChar(name) => fails(name, text(name)?.chars().count() != 1, "must be exactly one character"),
        Guard::NoneOf(name, chars) => {
            let found = text(name)?.chars().find(|c| chars.contains(*c))?;
            Some((name, format!("`{found}` cannot be used here")))
        }
        Guard::Range(name, low, high) => {
            let value = integer(name)?;
            if value >= low && value <= high {
                return None;
            }
            Some((
                name,
                if high == i64::MAX {
                    format!("must be at least {low}")
                } else {
                    format!("must be from {low} to {high}")
                },
            ))
        }
        Guard::DoubleRange(name, low, high) => {
            let value = number(name)?;
            (value < low || value > high).then(|| (name, format!("must be from {low} to {high}")))
        }
        Guard::NotZero(name) => fails(name, integer(name)? == 0, "must not be 0"),
        Guard::NoRepeats(name) => {
            let mut seen = std::collections::BTreeSet::new();
            let repeated = text(name)?.chars().find(|c| !seen.insert(*c))?;
            Some((name, format!("holds `{repeated}` twice")))
        }
        Guard::NotLonger(short, long) => {
            let longer = text(short)?.chars().count() > text(long)?.chars().count();
            longer.then(|| (short, format!("must not be longer than `{long}`")))
        }
        Guard::Less(low, high) => (number(low)? >= number(high)?).then(|| (low, format!("must be less than `{high}`"))),
        Guard::GroupExists(group, pattern) => {
            let groups = regex::Pattern::parse(text(pattern)?).ok()?.groups();
            let wanted = integer(group)?;
            let missing = wanted < 0 || wanted > i64::from(groups);
            missing.then(|| (group, format!("the pattern has {} and no group {wanted}", count(groups, "group"))))
        }
        Guard::GroupsExist(replaced, pattern) => {
            let groups = regex::Pattern::parse(text(pattern)?).ok()?.groups();
            let wanted = replacement::Replacement::parse(text(replaced)?).ok()?.highest_group();
            let missing = u32::from(wanted) > groups;
            missing.then(|| (replaced, format!("the pattern has {} and no group {wanted}", count(groups, "group"))))
        }
        Guard::EndsWithIndex(name) => {
            let path = json_path::Path::parse(text(name)?).ok()?;
            fails(name, !path.ends_with_index(), "the path must end with an index")
        }
        Guard::Decimals(..) => None,
    }
}

fn count(n: u32, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}
