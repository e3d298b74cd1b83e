"""What counts as a difference between two engines, and what does not."""

import datetime
import sys
from decimal import Decimal
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from compare import Rows, compare, promised

TYPES = {"id": "bigint", "value": "double"}


def rows(*values, types=TYPES):
    return Rows(dict(types), list(values))


def one(value, kind="any"):
    return Rows({"value": kind}, [(value,)])


def test_rows_in_another_order_are_the_same():
    assert compare(rows((1, 0.5), (2, None)), rows((2, None), (1, 0.5))).equal


def test_columns_in_another_order_are_the_same():
    turned = Rows({"value": "double", "id": "bigint"}, [(0.5, 1)])
    assert compare(rows((1, 0.5)), turned).equal


def test_a_row_twice_is_not_a_row_once():
    outcome = compare(rows((1, 0.5), (1, 0.5), (2, 0.5)), rows((1, 0.5), (2, 0.5), (2, 0.5)))
    assert outcome.problems[0] == "1 of 3 rows differ"


def test_a_missing_row_is_shown():
    outcome = compare(rows((1, 0.5), (2, 0.5)), rows((1, 0.5)))
    assert outcome.problems == ["1 rows; expected 2", "1 of 2 rows differ", "  expected id=2, value=0.5"]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (1, 2),
        (1, True),
        (0, None),
        ("", None),
        ("a", "a "),
        (Decimal("1.00"), Decimal("1.01")),
        (datetime.datetime(2024, 1, 1, 0, 0, 0, 1), datetime.datetime(2024, 1, 1)),
        (datetime.date(2024, 1, 1), datetime.date(2024, 1, 2)),
        (0.0, -0.0),
        (1.0, 1.0 + 1e-9),
        (1.0, float("nan")),
        (float("inf"), float("-inf")),
        ([1, None], [1]),
        ([0.1, [1]], [0.1, [2]]),
        ({"a": 1}, {"a": 2}),
        (None, {"a": None}),
    ],
)
def test_different_values(a, b):
    assert not compare(one(a), one(b)).equal
    assert not compare(one(b), one(a)).equal


def test_doubles_may_differ_by_little_and_it_shows():
    outcome = compare(rows((1, 0.1 + 0.2), (2, 7.0)), rows((2, 7.0), (1, 0.3)))
    assert outcome.equal
    assert str(outcome) == "equal to 2e-16"
    assert str(compare(one([0.1 + 0.2]), one([0.3]))) == "equal to 2e-16"


def test_every_close_row_needs_its_own():
    assert not compare(rows((1, 0.3), (1, 0.3)), rows((1, 0.1 + 0.2), (1, 0.9))).equal


def test_any_nan_is_any_other():
    assert str(compare(one(float("nan")), one(-float("nan")))) == "equal"


def test_the_order_of_a_sorted_query_counts():
    types = {"place": "string", "total": "bigint"}
    expected = rows(("a", 3), ("b", 2), ("c", 2), types=types)
    tie = rows(("a", 3), ("c", 2), ("b", 2), types=types)
    wrong = rows(("b", 2), ("c", 2), ("a", 3), types=types)
    assert compare(expected, tie, ["total"]).equal
    assert not compare(expected, tie, None).equal
    assert compare(expected, wrong, ["total"]).problems[0] == "row 1 in the query's order"


def test_names_and_types_count():
    assert promised(TYPES, {"id": "int", "other": "double"}).problems == [
        "`id` is int; expected bigint",
        "`other` is double; expected no such column",
        "`value` is not there; expected double",
    ]
    assert not compare(one(1, "bigint"), one(1, "int")).equal
