use pipelinec_syntax::Span;

use super::code::E0203;
use crate::diag::Diagnostic;
use crate::diag::suggest::{did_you_mean, quoted};

/// A function the language does not have; `surface` is how the operator of that name is written.
#[must_use]
pub fn unknown_function(span: Span, name: &str, surface: Option<&str>, functions: &[&str]) -> Diagnostic {
    let diagnostic = Diagnostic::new(E0203, span, format!("there is no function {}", quoted(name)));
    let lower = name.to_ascii_lowercase();
    let elsewhere = ELSEWHERE.iter().find(|(other, _)| *other == lower).map(|(_, here)| *here);
    let exact = functions.iter().find(|f| **f == lower);
    match (exact, elsewhere, surface) {
        (Some(exact), ..) => diagnostic.help(format!("did you mean `{exact}`?")),
        (None, _, Some(surface)) => diagnostic.help(format!("write `{surface}`")),
        (None, Some(here), None) => diagnostic.help(here),
        (None, None, None) => match did_you_mean(name, functions.iter().copied()) {
            Some(help) => diagnostic.help(help),
            None => diagnostic.help("the reference lists all functions; your own stand under `functions`"),
        },
    }
}

/// Names of other dialects, and what to write here.
#[rustfmt::skip]
const ELSEWHERE: [(&str, &str); 74] = [
    ("nvl", "did you mean `coalesce`?"), ("ifnull", "did you mean `coalesce`?"), ("isnull", "write `x is null`"),
    ("nvl2", "write `if(x is not null, a, b)`"), ("iff", "did you mean `if`?"), ("decode", "write `case x when … then … end`"),
    ("len", "did you mean `length`?"), ("char_length", "did you mean `length`?"), ("substr", "did you mean `substring`?"),
    ("mid", "did you mean `substring`?"), ("instr", "did you mean `strpos`?"), ("charindex", "did you mean `strpos`?"),
    ("locate", "did you mean `strpos`?"), ("ucase", "did you mean `upper`?"), ("lcase", "did you mean `lower`?"),
    ("btrim", "did you mean `trim`?"), ("rlike", "did you mean `regexp_like`?"), ("regexp", "did you mean `regexp_like`?"),
    ("regexp_substr", "did you mean `regexp_extract`?"), ("regexp_matches", "did you mean `regexp_like`?"),
    ("concat_string", "did you mean `concat`?"), ("format", "join texts with `||`, numbers with `cast(x as string)`"),
    ("ceiling", "did you mean `ceil`?"), ("log", "write `ln(x)`, `log10(x)` or `log2(x)`"), ("trunc", "`truncate` for numbers, `date_trunc` for dates"),
    ("rand", "a run must be repeatable: `hash_bigint(id)` spreads rows evenly"), ("random", "a run must be repeatable: `hash_bigint(id)` spreads rows evenly"),
    ("uuid", "a run must be repeatable: `md5` of the key columns makes an id"),
    ("now", "declare a parameter with `default: today`, and write `:run_date`"),
    ("today", "declare a parameter with `default: today`, and write `:run_date`"),
    ("getdate", "declare a parameter with `default: today`, and write `:run_date`"),
    ("current_date", "declare a parameter with `default: today`, and write `:run_date`"),
    ("current_timestamp", "declare a parameter with `default: today`, and write `:run_date`"),
    ("datediff", "write `date_diff('day', from, to)`"), ("timestampdiff", "write `date_diff('second', from, to)`"),
    ("months_between", "write `date_diff('month', from, to)`"), ("dateadd", "write `date_add('day', n, x)`"),
    ("add_months", "write `date_add('month', n, x)`"), ("date_sub", "write `date_add('day', -n, x)`"),
    ("datepart", "write `year(x)`, `month(x)`, `day(x)` …"), ("date_part", "write `year(x)`, `month(x)`, `day(x)` …"),
    ("extract", "write `year(x)`, `month(x)`, `day(x)` …"), ("dayofweek", "did you mean `day_of_week`?"),
    ("weekday", "did you mean `day_of_week`?"), ("dayofmonth", "did you mean `day`?"), ("dayofyear", "did you mean `day_of_year`?"),
    ("weekofyear", "did you mean `week`?"), ("to_date", "write `cast(x as date)`, or `parse_date(x, 'dd/MM/yyyy')`"),
    ("to_timestamp", "write `cast(x as timestamp)`, or `parse_timestamp(x, 'dd/MM/yyyy HH:mm')`"),
    ("date_format", "did you mean `format_date`?"), ("to_char", "`format_date` for dates, `cast(x as string)` for numbers"),
    ("strftime", "did you mean `format_date`?"), ("from_unixtime", "did you mean `from_unix_seconds`?"),
    ("unix_timestamp", "did you mean `to_unix_seconds`?"), ("to_number", "write `cast(x as decimal(18,2))`"),
    ("convert", "write `cast(x as type)`"), ("safe_cast", "write `try_cast(x as type)`"),
    ("get_json_object", "did you mean `json_get`?"), ("json_extract", "did you mean `json_get`?"),
    ("json_extract_scalar", "did you mean `json_get`?"), ("json_value", "did you mean `json_get`?"),
    ("size", "did you mean `array_length`?"), ("array_size", "did you mean `array_length`?"),
    ("unnest", "use the step `explode`"), ("explode", "use the step `explode`"),
    ("mean", "did you mean `avg`?"), ("average", "did you mean `avg`?"), ("countif", "did you mean `count_if`?"),
    ("first", "`min_by(x, order)` is the first by an order"), ("last", "`max_by(x, order)` is the last by an order"),
    ("any_value", "`min(x)` is the same in every run"), ("collect_list", "did you mean `array_agg`?"),
    ("collect_set", "write `array_agg(distinct x)`"), ("listagg", "did you mean `string_agg`?"),
];
