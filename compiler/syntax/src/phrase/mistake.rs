//! From "pest got this far" to words for the person who wrote the phrase.
//!
//! Three sources, best first: habits of other languages (`==`, `&&`, `if … then`), the bracket that is still open, and
//! the rules that could have gone on.

#![allow(clippy::wildcard_enum_match_arm, reason = "`Rule` has a variant for every keyword of the grammar")]

use std::ops::Range;

use pest::error::{Error, ErrorVariant, InputLocation};

use super::grammar::Rule;
use super::scan::scan;
use crate::text::Text;
use crate::{SyntaxError, SyntaxErrorKind};

/// The longest piece of the user's text that is quoted back.
const MAX_FOUND: usize = 40;

/// The error for a phrase that pest could not parse.
pub(super) fn explain(text: &Text, error: &Error<Rule>) -> SyntaxError {
    let value = text.value.as_str();
    let (InputLocation::Pos(at) | InputLocation::Span((at, _))) = error.location;
    let at = at + blanks(value.get(at..).unwrap_or_default());
    let habit = habit(value, at);
    let (word, expected) = match habit {
        Some((word, instead)) => (word, vec![instead.to_owned()]),
        None => (word_at(value, at), expected(error)),
    };
    // A bracket still open is where the cause may be, unless the word itself is wrong.
    let closing = expected.iter().any(|word| matches!(word.as_str(), "`)`" | "`]`" | "`>`" | "`end`"));
    let opener = scan(value.get(..at).unwrap_or_default()).open.last().copied().filter(|_| closing);
    SyntaxError {
        kind: SyntaxErrorKind::Phrase { expected, found: printable(value.get(word.clone()).unwrap_or_default()) },
        span: text.span_of(word),
        related: opener.map(|opener| text.span_of(word_at(value, opener.at))),
    }
}

/// The word, number, text, run of symbols or single character at byte `at`; nothing at the end.
pub(super) fn word_at(value: &str, at: usize) -> Range<usize> {
    let rest = value.get(at..).unwrap_or_default();
    let Some(first) = rest.chars().next() else { return value.len()..value.len() };
    let length = if is_word(first) {
        run(rest, is_word)
    } else if is_symbol(first) {
        run(rest, is_symbol)
    } else if first == '\'' || first == '"' {
        1 + rest.get(1..).and_then(|inner| inner.find(first)).map_or(rest.len() - 1, |end| end + 1)
    } else {
        first.len_utf8()
    };
    at..at + length
}

/// What people write who are used to another language: the wrong words, and the right ones.
fn habit(value: &str, at: usize) -> Option<(Range<usize>, &'static str)> {
    let back = value.get(..at).unwrap_or_default();
    let symbol_start = at - trailing(back, is_symbol);
    let word = word_at(value, at);
    let symbols = symbol_start..if word.start == at && is_symbol_at(value, at) { word.end } else { at };
    if let Some(instead) = value.get(symbols.clone()).and_then(instead_of_symbol) {
        return Some((symbols, instead));
    }
    let written = value.get(word.clone()).unwrap_or_default();
    if let Some(first) = written.chars().next()
        && let Some(instead) = instead_of_character(first)
    {
        return Some((word, instead));
    }
    let before = word_before(value, at);
    let previous = value.get(before.clone()).unwrap_or_default();
    if let Some(instead) = instead_of_pair(previous, written) {
        return Some((before.start..word.end, instead));
    }
    if let Some(instead) = instead_of_previous(previous) {
        return Some((before, instead));
    }
    let glued = before.end == at && !before.is_empty() && is_word_at(value, at);
    if glued {
        let name = before.start..word.end;
        let digit = previous.starts_with(|first: char| first.is_ascii_digit());
        let instead = if digit { "an operator, or double quotes around a name that starts with a digit" } else { ODD_NAME };
        return Some((name, instead));
    }
    instead_of_word(written).map(|instead| (word, instead))
}

/// For names with letters beyond a to z.
const ODD_NAME: &str = "double quotes around a name with other letters than a to z";

fn instead_of_symbol(symbols: &str) -> Option<&'static str> {
    Some(match symbols {
        "==" | "===" | ":=" => "`=`",
        "!==" | "=!" => "`<>`",
        "=>" => "`>=`",
        "=<" => "`<=`",
        "<=>" => "`is not distinct from`",
        "&&" | "&" => "`and`",
        "|" => "`or`, or `||` to join texts",
        "!" => "`not`",
        "**" | "^" => "`power(a, b)`",
        "//" => "`div(a, b)`",
        "++" => "`||` to join texts",
        "::" => "`cast(… as …)`",
        "??" => "`coalesce(a, b)`",
        "?" => "`if(condition, a, b)`",
        "~" | "=~" | "!~" | "~*" => "`regexp_like(text, 'pattern')`",
        "->" | "->>" => "`json_get(text, '$.path')`",
        _ => return None,
    })
}

fn instead_of_character(first: char) -> Option<&'static str> {
    Some(match first {
        '‘' | '’' | '‚' | '“' | '”' | '„' | '«' | '»' | '´' => {
            "straight quotes: `'text'` for a text, `\"name\"` for an odd name"
        }
        '`' => "double quotes around an odd name: `\"name\"`",
        '−' | '–' | '—' => "`-`",
        '×' => "`*`",
        '÷' => "`/`",
        '≤' => "`<=`",
        '≥' => "`>=`",
        '≠' => "`<>`",
        '$' | '@' | '{' => "`:name` for a parameter",
        '\u{a0}' | '\u{2000}'..='\u{200f}' | '\u{202f}' | '\u{feff}' => "an ordinary blank",
        ';' => "nothing: a phrase has no `;`",
        '#' => "nothing: a comment stands outside the phrase",
        _ if first.is_alphabetic() && !first.is_ascii() => ODD_NAME,
        _ => return None,
    })
}

/// For two words that do not go together.
fn instead_of_pair(previous: &str, word: &str) -> Option<&'static str> {
    let is = |a: &str, b: &str| previous.eq_ignore_ascii_case(a) && word.eq_ignore_ascii_case(b);
    if is("not", "null") {
        Some("`is not null`")
    } else if is("double", "precision") {
        Some("`double`")
    } else if is("order", "by") || is("group", "by") {
        Some("a column: ordering and grouping are steps of their own")
    } else if (previous.eq_ignore_ascii_case("date") || previous.eq_ignore_ascii_case("timestamp"))
        && word.starts_with('"')
    {
        Some("single quotes: `date '2024-01-31'`")
    } else {
        None
    }
}

/// For a word that made sense of what follows, wrongly.
fn instead_of_previous(previous: &str) -> Option<&'static str> {
    Some(match previous.to_ascii_lowercase().as_str() {
        "if" => "`if(condition, a, b)` or `case when … then … else … end`",
        "select" => "an expression: a query is written as steps, another dataset is reached by `join`",
        "interval" => "quotes around the number: `interval '3' day`",
        "extract" => "a function of the part: `year(date)`",
        _ => return None,
    })
}

/// For a word that other languages have as an operator.
fn instead_of_word(word: &str) -> Option<&'static str> {
    Some(match word.to_ascii_lowercase().as_str() {
        "ilike" => "`lower(text) like 'pattern'`",
        "rlike" | "regexp" | "similar" | "matches" => "`regexp_like(text, 'pattern')`",
        "isnull" => "`is null`",
        "notnull" => "`is not null`",
        "mod" => "`%`",
        "div" => "`div(a, b)`",
        "equals" => "`=`",
        "xor" => "`<>` between two conditions",
        _ => return None,
    })
}

/// What could have gone on at the place, in words, most telling first.
fn expected(error: &Error<Rule>) -> Vec<String> {
    let ErrorVariant::ParsingError { positives, .. } = &error.variant else { return Vec::new() };
    let mut words: Vec<(u8, &str)> = positives.iter().flat_map(|rule| in_words(*rule)).copied().collect();
    words.sort_unstable();
    words.dedup();
    if words.is_empty() {
        words.push((0, "the end"));
    }
    words.into_iter().map(|(_, word)| word.to_owned()).collect()
}

/// How a rule is named in a message, with its rank; nothing for what may always follow and helps nobody.
fn in_words(rule: Rule) -> &'static [(u8, &'static str)] {
    match rule {
        Rule::kw_and => &[(0, "`and`")],
        Rule::kw_as => &[(0, "`as`")],
        Rule::kw_by => &[(0, "`by`")],
        Rule::kw_first | Rule::kw_last => &[(0, "`first`"), (0, "`last`")],
        Rule::kw_from => &[(0, "`from`")],
        Rule::kw_nulls => &[(0, "`nulls`")],
        Rule::kw_null => &[(0, "`null`")],
        Rule::kw_then => &[(0, "`then`")],
        Rule::kw_where => &[(0, "`where`")],
        Rule::kw_row => &[(0, "`row`")],
        Rule::kw_preceding => &[(0, "`preceding`")],
        Rule::kw_following => &[(0, "`following`")],
        Rule::kw_when | Rule::branch => &[(1, "`when`")],
        Rule::kw_else | Rule::otherwise => &[(2, "`else`")],
        Rule::kw_end => &[(3, "`end`")],
        Rule::between | Rule::kw_between => &[(1, "`between`")],
        Rule::in_list | Rule::kw_in => &[(1, "`in`")],
        Rule::like | Rule::kw_like => &[(1, "`like`")],
        Rule::truth | Rule::distinct_from | Rule::kw_distinct => {
            &[(0, "`null`"), (1, "`true`"), (2, "`false`"), (3, "`distinct from`")]
        }
        Rule::open => &[(0, "`(`")],
        Rule::close => &[(0, "`)`")],
        Rule::open_square => &[(0, "`[`")],
        Rule::close_square => &[(0, "`]`")],
        Rule::less => &[(0, "`<`")],
        Rule::greater => &[(0, "`>`")],
        Rule::comma => &[(1, "`,`")],
        Rule::colon => &[(1, "`:`")],
        Rule::identifier | Rule::quoted | Rule::macro_param | Rule::struct_field => &[(0, "a name")],
        Rule::unit => &[(0, "a unit such as `day`")],
        Rule::whole => &[(0, "a number")],
        Rule::map_key => &[(0, "`string`: the keys of a map are texts")],
        Rule::array_type | Rule::map_type | Rule::struct_type | Rule::plain_type | Rule::type_word => &[(0, "a type")],
        Rule::not_null | Rule::unique | Rule::pii | Rule::kw_not => {
            &[(2, "`not null`"), (3, "`unique`"), (4, "`pii`")]
        }
        Rule::rows | Rule::range | Rule::frame => &[(4, "`rows between`")],
        Rule::partition_by | Rule::kw_partition => &[(2, "`partition by`")],
        Rule::order_by | Rule::kw_order => &[(3, "`order by`")],
        Rule::unbounded_preceding
        | Rule::unbounded_following
        | Rule::current_row
        | Rule::preceding
        | Rule::following => &[(5, "a bound such as `2 preceding` or `current row`")],
        Rule::infix | Rule::arithmetic_infix | Rule::index | Rule::is_test | Rule::negated => &[(9, "an operator")],
        rule if is_operand(rule) => &[(0, "an expression")],
        _ => &[],
    }
}

fn is_operand(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::expression
            | Rule::arithmetic
            | Rule::sort_key
            | Rule::not
            | Rule::negate
            | Rule::number
            | Rule::string
            | Rule::group
            | Rule::param
            | Rule::array
            | Rule::typed_literal
            | Rule::interval
            | Rule::case_when
            | Rule::cast
            | Rule::constant
            | Rule::call
            | Rule::function
            | Rule::path
    )
}

/// The word before byte `at`, blanks skipped.
fn word_before(value: &str, at: usize) -> Range<usize> {
    let back = value.get(..at).unwrap_or_default().trim_end();
    back.len() - trailing(back, is_word)..back.len()
}

/// The user's text as it can be shown: cut, and without control characters.
fn printable(found: &str) -> String {
    let mut shown = String::new();
    for (count, c) in found.chars().enumerate() {
        if count == MAX_FOUND {
            shown.push('…');
            break;
        }
        if c.is_control() { shown.extend(c.escape_unicode()) } else { shown.push(c) }
    }
    shown
}

fn blanks(text: &str) -> usize {
    run(text, |c| matches!(c, ' ' | '\t' | '\n' | '\r'))
}

/// Bytes at the start of `text` whose characters are of a kind.
fn run(text: &str, kind: impl Fn(char) -> bool) -> usize {
    text.find(|c| !kind(c)).unwrap_or(text.len())
}

/// Bytes at the end of `text` whose characters are of a kind.
fn trailing(text: &str, kind: impl Fn(char) -> bool) -> usize {
    text.len() - text.trim_end_matches(|c| kind(c)).len()
}

fn is_word_at(value: &str, at: usize) -> bool {
    value.get(at..).and_then(|rest| rest.chars().next()).is_some_and(is_word)
}

fn is_symbol_at(value: &str, at: usize) -> bool {
    value.get(at..).and_then(|rest| rest.chars().next()).is_some_and(is_symbol)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn is_symbol(c: char) -> bool {
    matches!(c, '=' | '<' | '>' | '!' | '&' | '|' | '^' | '~' | '?' | ':' | '*' | '/' | '%' | '+' | '-')
}
