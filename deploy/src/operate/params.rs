//! Parameters of a run: checked against the spec before anything is called.

use pipelinec_core::Diagnostic;
use pipelinec_core::diag;
use pipelinec_core::ir::Param;
use pipelinec_core::types::Type;
use serde_json::{Map, Value, json};

use super::range::{self, Day};

/// What a run is started with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// Name and text of every parameter given, in the spec's order. The state machine knows the defaults of the others.
    pub values: Vec<(String, String)>,
    /// The date parameter that has a range, and its days.
    pub range: Option<(String, Vec<Day>)>,
}

impl Given {
    /// The execution's input.
    #[must_use]
    pub fn input(&self) -> Value {
        self.input_with(None)
    }

    /// The execution's input for one day of the range.
    #[must_use]
    pub fn input_of_day(&self, day: Day) -> Value {
        self.input_with(Some(day))
    }

    fn input_with(&self, day: Option<Day>) -> Value {
        let mut params: Map<String, Value> =
            self.values.iter().map(|(name, text)| (name.clone(), json!(text))).collect();
        if let (Some((name, _)), Some(day)) = (&self.range, day) {
            params.insert(name.clone(), json!(day.to_string()));
        }
        if params.is_empty() { json!({}) } else { json!({ "params": params }) }
    }
}

/// Checks what the user gave. A name given twice counts the last time, as for any option.
///
/// # Errors
/// Every unknown name, missing value and value of another type.
pub fn check(params: &[Param], given: &[(String, String)]) -> Result<Given, Vec<Diagnostic>> {
    let declared: Vec<&str> = params.iter().map(|param| &*param.name).collect();
    let mut findings: Vec<Diagnostic> = given
        .iter()
        .filter(|(name, _)| !declared.contains(&name.as_str()))
        .map(|(name, _)| diag::unknown_param(name, &declared))
        .collect();
    let mut found = Given { values: Vec::new(), range: None };
    for param in params {
        let wrong =
            |text: &str, why: &str| diag::bad_param_value(param.span, &param.name, &param.ty.to_string(), text, why);
        match given.iter().rev().find(|(name, _)| **name == *param.name).map(|(_, text)| text.as_str()) {
            None if param.default.is_none() => findings.push(diag::missing_param(param.span, &param.name)),
            None => {}
            Some(text) if text.contains("..") && param.ty == Type::Date => match range::days(text) {
                Ok(days) if found.range.is_none() => found.range = Some((param.name.to_string(), days)),
                Ok(_) => findings.push(wrong(text, "only one parameter can have a range")),
                Err(why) => findings.push(wrong(text, &why)),
            },
            Some(text) => match value(text, &param.ty) {
                Ok(()) => found.values.push((param.name.to_string(), text.to_owned())),
                Err(_) if is_range(text) => findings.push(wrong(text, "only a date parameter can have a range")),
                Err(why) => findings.push(wrong(text, why)),
            },
        }
    }
    if findings.is_empty() { Ok(found) } else { Err(findings) }
}

fn is_range(text: &str) -> bool {
    text.split_once("..").is_some_and(|(a, b)| Day::parse(a).is_some() && Day::parse(b).is_some())
}

/// Whether a text is a value of a type, as the state machine and the jobs take it.
fn value(text: &str, ty: &Type) -> Result<(), &'static str> {
    let ok = |is: bool, why| if is { Ok(()) } else { Err(why) };
    match ty {
        Type::Boolean => ok(matches!(text, "true" | "false"), "neither `true` nor `false`"),
        Type::Bigint => ok(text.parse::<i64>().is_ok(), "not a whole number"),
        Type::Double => ok(text.parse::<f64>().is_ok_and(f64::is_finite), "not a number"),
        Type::Decimal(_) => ok(is_decimal(text), "not a decimal number"),
        Type::Date => ok(Day::parse(text).is_some(), "not a day, `yyyy-MM-dd`"),
        Type::Timestamp => ok(is_timestamp(text), "not a timestamp, `yyyy-MM-dd HH:mm:ss`"),
        // The text becomes part of calls as an argument of its own, where only what no argument can hold is wrong.
        Type::String => ok(!text.contains('\0'), "text with a NUL character"),
        Type::Array(_) | Type::Struct(_) | Type::Map(_) | Type::Null | Type::Error => Err("not a scalar"),
    }
}

fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    !(whole.is_empty() && part.is_empty()) && all_digits(whole) && all_digits(part)
}

fn is_timestamp(text: &str) -> bool {
    let Some((day, time)) = text.split_once(' ') else { return false };
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let parts: Vec<&str> = time.split(':').collect();
    let below = |part: &str, limit: u8| part.len() == 2 && part.parse::<u8>().is_ok_and(|number| number < limit);
    let [hour, minute, second] = parts.as_slice() else { return false };
    let is_time = below(hour, 24) && below(minute, 60) && below(second, 60);
    let is_fraction = (1..=6).contains(&fraction.len()) && fraction.bytes().all(|b| b.is_ascii_digit());
    Day::parse(day).is_some() && is_time && is_fraction
}

#[cfg(test)]
mod tests {
    use pipelinec_core::ir::ParamDefault;
    use pipelinec_core::{FileId, Span};

    use super::*;

    fn param(name: &str, ty: Type, has_default: bool) -> Param {
        let span = Span { file: FileId(0), start: 0, end: 1 };
        Param { name: name.into(), ty, default: has_default.then_some(ParamDefault::Today), span }
    }

    fn params() -> Vec<Param> {
        vec![param("run_date", Type::Date, true), param("limit", Type::Bigint, true), param("who", Type::String, true)]
    }

    fn given(pairs: &[(&str, &str)]) -> Result<Given, Vec<String>> {
        let pairs: Vec<_> = pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        check(&params(), &pairs).map_err(|found| found.iter().map(|d| d.message.to_string()).collect())
    }

    #[test]
    fn values_become_the_input() {
        let found = given(&[("limit", "7"), ("run_date", "2024-01-31"), ("limit", "8")]).unwrap();
        assert_eq!(found.input(), json!({ "params": { "run_date": "2024-01-31", "limit": "8" } }));
        assert_eq!(given(&[]).unwrap().input(), json!({}));
        let range = given(&[("run_date", "2024-01-31..2024-02-01"), ("who", "a..b")]).unwrap();
        let days = &range.range.as_ref().unwrap().1;
        assert_eq!(range.input_of_day(days[1]), json!({ "params": { "who": "a..b", "run_date": "2024-02-01" } }));
    }

    #[test]
    fn every_mistake_is_told() {
        let found = given(&[("run_dat", "2024-01-31"), ("limit", "1.5"), ("run_date", "2024-02-30")]).unwrap_err();
        assert_eq!(found.len(), 3, "{found:?}");
        let found = given(&[("limit", "2024-01-01..2024-01-02")]).unwrap_err();
        assert!(found[0].contains("only a date parameter can have a range"), "{found:?}");
        let found = given(&[("run_date", "2024-03-02..2024-03-01")]).unwrap_err();
        assert!(found[0].contains("ends before it begins"), "{found:?}");
        let found = check(&[param("day", Type::Date, false)], &[]).unwrap_err();
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn values_of_types() {
        let decimal = Type::Timestamp;
        assert!(value("2024-01-01 23:59:59.5", &decimal).is_ok() && value("2024-01-01 24:00:00", &decimal).is_err());
        assert!(is_decimal("-1.50") && is_decimal(".5") && !is_decimal("1e3") && !is_decimal("."));
        assert!(value("nan", &Type::Double).is_err() && value("1e3", &Type::Double).is_ok());
    }
}
