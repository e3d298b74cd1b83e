//! The parser pest generates from `expr.pest`.
//!
//! Rules are matched with a catch-all arm in this module's siblings: the enum has a variant for every keyword and comma.

use pest::iterators::Pair;
use pest_derive::Parser;

/// The generated parser.
#[derive(Parser)]
#[grammar = "expr.pest"]
pub(super) struct Grammar;

/// A rule that matched, and where.
pub(super) type Node<'t> = Pair<'t, Rule>;

/// The parts of a rule that carry meaning: keywords and punctuation left out.
pub(super) fn parts(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    node.into_inner().filter(|part| !is_connective(part.as_rule()))
}

/// The bytes of a rule, without the blanks pest may have skipped before an optional part that was not there.
pub(super) fn range(node: &Node<'_>) -> std::ops::Range<usize> {
    let start = node.as_span().start();
    start..start + node.as_str().trim_end().len()
}

fn is_connective(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::EOI
            | Rule::open
            | Rule::close
            | Rule::open_square
            | Rule::close_square
            | Rule::less
            | Rule::greater
            | Rule::comma
            | Rule::colon
            | Rule::map_key
            | Rule::kw_and
            | Rule::kw_array
            | Rule::kw_as
            | Rule::kw_between
            | Rule::kw_by
            | Rule::kw_case
            | Rule::kw_current
            | Rule::kw_distinct
            | Rule::kw_else
            | Rule::kw_end
            | Rule::kw_escape
            | Rule::kw_filter
            | Rule::kw_first
            | Rule::kw_following
            | Rule::kw_from
            | Rule::kw_ignore
            | Rule::kw_in
            | Rule::kw_interval
            | Rule::kw_is
            | Rule::kw_last
            | Rule::kw_like
            | Rule::kw_map
            | Rule::kw_not
            | Rule::kw_null
            | Rule::kw_nulls
            | Rule::kw_order
            | Rule::kw_over
            | Rule::kw_partition
            | Rule::kw_preceding
            | Rule::kw_row
            | Rule::kw_struct
            | Rule::kw_then
            | Rule::kw_unbounded
            | Rule::kw_when
            | Rule::kw_where
    )
}
