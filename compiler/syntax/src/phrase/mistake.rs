//! From "pest got this far" to words for the person who wrote the phrase.
//!
//! Three sources, best first: habits of other languages (`==`, `&&`, `if … then`), the bracket that is still open, and
//! the rules that could have gone on.

#![allow(clippy::wildcard_enum_match_arm, reason = "`Rule` has a variant for every keyword of the grammar")]

use pest::error::{Error, ErrorVariant, InputLocation};

use super::grammar::Rule;
use super::habits::{self, Habit};
use super::names::is_invisible;
use super::scan::scan;
use super::words::{blanks, word_at};
use crate::text::Text;
use crate::{SyntaxError, SyntaxErrorKind};

/// The longest piece of the user's text that is quoted back.
const MAX_FOUND: usize = 40;

/// The error for a phrase that pest could not parse as `phrase`.
pub(super) fn explain(text: &Text, phrase: Rule, error: &Error<Rule>) -> SyntaxError {
    let value = text.value.as_str();
    let (InputLocation::Pos(at) | InputLocation::Span((at, _))) = error.location;
    let at = at + blanks(value.get(at..).unwrap_or_default());
    let habit = match phrase {
        Rule::type_phrase | Rule::column_phrase => habits::in_type(value, at),
        _ => habits::in_expression(value, at),
    };
    let (word, expected) = match habit {
        Some(Habit { word, instead }) => (word, vec![instead.to_owned()]),
        None => (word_at(value, at), expected(error)),
    };
    // A bracket still open may be the cause, where closing it is one way on.
    let closing = expected.iter().any(|word| matches!(word.as_str(), "`)`" | "`]`" | "`>`" | "`end`"));
    let opener = scan(value.get(..at).unwrap_or_default()).open.last().copied().filter(|_| closing);
    SyntaxError {
        kind: SyntaxErrorKind::Phrase { expected, found: printable(value.get(word.clone()).unwrap_or_default()) },
        span: text.span_of(word),
        related: opener.map(|opener| text.span_of(word_at(value, opener.at))),
    }
}

/// What could have gone on at the place, in words, most telling first.
fn expected(error: &Error<Rule>) -> Vec<String> {
    let ErrorVariant::ParsingError { positives, .. } = &error.variant else { return Vec::new() };
    let mut words: Vec<(u8, &str)> = positives.iter().flat_map(|rule| in_words(*rule)).copied().collect();
    words.sort_unstable();
    words.dedup();
    // What an expression may start or go on with is too much to list.
    if words.iter().any(|(rank, _)| *rank < DETAIL) {
        words.retain(|(rank, _)| *rank != DETAIL);
    }
    if words.is_empty() {
        words.push((0, "the end"));
    }
    words.into_iter().map(|(_, word)| word.to_owned()).collect()
}

/// The rank of words that say little beside others.
const DETAIL: u8 = 9;

/// How a rule is named in a message, with its rank; nothing for what may always follow and helps nobody.
fn in_words(rule: Rule) -> &'static [(u8, &'static str)] {
    match rule {
        Rule::kw_and => &[(0, "`and`")],
        Rule::kw_as => &[(0, "`as`")],
        Rule::kw_by => &[(0, "`by`")],
        Rule::kw_first | Rule::kw_last => &[(0, "`first`"), (0, "`last`")],
        Rule::kw_from => &[(0, "`from`")],
        Rule::kw_nulls => &[(DETAIL, "`nulls`")],
        Rule::kw_null => &[(0, "`null`")],
        Rule::kw_then => &[(0, "`then`")],
        Rule::kw_where => &[(0, "`where`")],
        Rule::kw_row => &[(0, "`row`")],
        Rule::kw_preceding => &[(0, "`preceding`")],
        Rule::kw_following => &[(0, "`following`")],
        Rule::kw_when | Rule::branch => &[(1, "`when`")],
        Rule::kw_else | Rule::otherwise => &[(2, "`else`")],
        Rule::kw_end => &[(3, "`end`")],
        Rule::between | Rule::kw_between => &[(DETAIL, "`between`")],
        Rule::in_list | Rule::kw_in => &[(DETAIL, "`in`")],
        Rule::like | Rule::kw_like => &[(DETAIL, "`like`")],
        Rule::truth | Rule::distinct_from | Rule::kw_distinct => {
            &[(0, "`null`"), (1, "`true`"), (2, "`false`"), (3, "`distinct from`")]
        }
        Rule::open => &[(DETAIL, "`(`")],
        Rule::close => &[(0, "`)`")],
        Rule::open_square => &[(DETAIL, "`[`")],
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
        Rule::not_null | Rule::unique | Rule::pii | Rule::kw_not => &[(2, "`not null`"), (3, "`unique`"), (4, "`pii`")],
        Rule::rows | Rule::range | Rule::frame => &[(4, "`rows between`")],
        Rule::partition_by | Rule::kw_partition => &[(2, "`partition by`")],
        Rule::order_by | Rule::kw_order => &[(3, "`order by`")],
        Rule::unbounded_preceding
        | Rule::unbounded_following
        | Rule::current_row
        | Rule::preceding
        | Rule::following => &[(5, "a bound such as `2 preceding` or `current row`")],
        Rule::infix | Rule::arithmetic_infix | Rule::index | Rule::is_test => &[(8, "an operator")],
        Rule::type_phrase | Rule::column_phrase => &[(0, "a type")],
        Rule::macro_phrase | Rule::path_phrase => &[(0, "a name")],
        rule if is_operand(rule) => &[(0, "an expression")],
        _ => &[],
    }
}

fn is_operand(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::expression_phrase
            | Rule::sort_phrase
            | Rule::expression
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

/// The user's text as it can be shown: cut, and with what cannot be seen spelled out.
fn printable(found: &str) -> String {
    let mut shown = String::new();
    for (count, c) in found.chars().enumerate() {
        if count == MAX_FOUND {
            shown.push('…');
            break;
        }
        if is_invisible(c) || (c.is_whitespace() && c != ' ') {
            shown.extend(c.escape_unicode())
        } else {
            shown.push(c)
        }
    }
    shown
}
