"""Whether two engines' rows of a dataset are the same.

Names, types and every value count. Decimals, integers, texts, dates, timestamps, booleans and nulls are the same or
they are not, arrays and structs deeply. Doubles are compared bit by bit; where a sum was added up in another order they
may differ by `TOLERANCE`, and the result says so. The order of rows counts only where a query sorts, and there by the
columns it sorts by: rows that tie may change places.
"""

from __future__ import annotations

import math
import struct
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any

#: Relative, of doubles only.
TOLERANCE = 1e-11
#: Differing rows that are shown.
SHOWN = 3


@dataclass
class Rows:
    """Columns by name with their types, and rows in the order they were read."""

    types: dict[str, str]
    values: list[tuple[Any, ...]]

    def arranged(self, columns: list[str]) -> Rows:
        """With these columns in this order."""
        if list(self.types) == columns:
            return self
        places = [list(self.types).index(name) for name in columns]
        return Rows(
            {name: self.types[name] for name in columns},
            [tuple(row[place] for place in places) for row in self.values],
        )


@dataclass
class Outcome:
    """What was found; `problems` is empty when the engines agree."""

    problems: list[str] = field(default_factory=list)
    #: The largest relative difference of two doubles that count as equal.
    inexact: float = 0.0

    @property
    def equal(self) -> bool:
        """Whether the engines agree."""
        return not self.problems

    def __str__(self) -> str:
        """A cell of the table."""
        if self.problems:
            return "DIFFERS"
        return f"equal to {self.inexact:.0e}" if self.inexact else "equal"


def compare(expected: Rows, found: Rows, sort: Sequence[str] | None = ()) -> Outcome:
    """Compares; `sort` are the columns that order the rows, None when the whole order counts."""
    outcome = promised(expected.types, found.types)
    if outcome.problems:
        return outcome
    found = found.arranged(list(expected.types))
    if sort is None or sort:
        outcome = _in_order(expected, found, sort)
        if outcome.problems:
            return outcome
    return _in_any_order(expected, found)


def promised(expected: dict[str, str], found: dict[str, str]) -> Outcome:
    """Whether columns have the names and types that they should; partition columns stand last in some files."""
    names = sorted(set(expected) | set(found))
    problems = [
        f"`{name}` is {found.get(name, 'not there')}; expected {expected.get(name, 'no such column')}"
        for name in names
        if expected.get(name) != found.get(name)
    ]
    return Outcome(problems)


def _in_order(expected: Rows, found: Rows, sort: Sequence[str] | None) -> Outcome:
    """The values sorted by, row by row."""
    names = list(expected.types)
    # A column that the query sorts by and then leaves out cannot be looked at.
    places = [names.index(name) for name in (names if sort is None else sort) if name in names]
    outcome = Outcome()
    for number, (a, b) in enumerate(zip(expected.values, found.values, strict=False), 1):
        difference = _difference([a[place] for place in places], [b[place] for place in places])
        if difference is None:
            outcome.problems += [f"row {number} in the query's order", *_shown(names, [a], [b])]
            return outcome
        outcome.inexact = max(outcome.inexact, difference)
    return outcome


def _in_any_order(expected: Rows, found: Rows) -> Outcome:
    """Every row on one side has its own on the other."""
    missing, extra = list(expected.values), list(found.values)
    missing, extra = _without_common(missing, extra)
    outcome = Outcome()
    if missing or extra:
        missing, extra, outcome.inexact = _without_close(missing, extra)
    if len(expected.values) != len(found.values):
        outcome.problems.append(f"{len(found.values)} rows; expected {len(expected.values)}")
    if missing or extra:
        outcome.problems.append(f"{max(len(missing), len(extra))} of {len(expected.values)} rows differ")
        outcome.problems += _shown(list(expected.types), missing, extra)
    return outcome


def _without_common(a: list, b: list) -> tuple[list, list]:
    """What is left of both without the rows that are bit by bit the same."""
    common = Counter(map(_exactly, a)) & Counter(map(_exactly, b))
    left = []
    for rows in (a, b):
        count, rest = common.copy(), []
        for row in rows:
            key = _exactly(row)
            if count[key]:
                count[key] -= 1
            else:
                rest.append(row)
        left.append(rest)
    return left[0], left[1]


def _without_close(a: list, b: list) -> tuple[list, list, float]:
    """What is left without the rows whose doubles alone differ, and by little."""
    inexact = 0.0
    others: dict[Hashable, list] = {}
    for row in b:
        others.setdefault(_but_doubles(row), []).append(row)
    missing = []
    for row in a:
        candidates = others.get(_but_doubles(row), [])
        differences = [(place, _difference(row, other)) for place, other in enumerate(candidates)]
        close = [(difference, place) for place, difference in differences if difference is not None]
        if close:
            difference, place = min(close)
            inexact = max(inexact, difference)
            candidates.pop(place)
        else:
            missing.append(row)
    return missing, [row for rows in others.values() for row in rows], inexact


def _exactly(value: Any) -> Hashable:
    """Equal for values that are the same to the bit."""
    if isinstance(value, float):
        # There are many NaN, and no engine promises which.
        return ("double", b"nan" if math.isnan(value) else struct.pack(">d", value))
    if isinstance(value, dict):
        return tuple((name, _exactly(item)) for name, item in value.items())
    if isinstance(value, (list, tuple)):
        return tuple(map(_exactly, value))
    # True is 1 to Python.
    return (type(value).__name__, value)


def _but_doubles(value: Any) -> Hashable:
    if isinstance(value, float):
        return "double"
    if isinstance(value, dict):
        return tuple((name, _but_doubles(item)) for name, item in value.items())
    if isinstance(value, (list, tuple)):
        return tuple(map(_but_doubles, value))
    return (type(value).__name__, value)


def _difference(a: Any, b: Any) -> float | None:
    """The largest relative difference of doubles; None when the values are not the same."""
    if isinstance(a, float) and isinstance(b, float):
        return _double_difference(a, b)
    if isinstance(a, dict) and isinstance(b, dict) and list(a) == list(b):
        return _difference(list(a.values()), list(b.values()))
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)) and len(a) == len(b):
        parts = [_difference(x, y) for x, y in zip(a, b, strict=True)]
        return None if None in parts else max(parts, default=0.0)
    return 0.0 if type(a) is type(b) and a == b else None


def _double_difference(a: float, b: float) -> float | None:
    if _exactly(a) == _exactly(b):
        return 0.0
    if not (math.isfinite(a) and math.isfinite(b)) or a == b:
        # The zeros: 0.0 and -0.0 are equal numbers, but another text.
        return None
    relative = abs(a - b) / max(abs(a), abs(b))
    return relative if relative <= TOLERANCE else None


def _shown(names: list[str], missing: list, extra: list) -> list[str]:
    """The first rows of either side, paired by how much of them is the same."""
    lines = []
    rest = list(extra)
    for row in missing[:SHOWN]:
        if not rest:
            lines.append(f"  expected {_named(names, row, range(len(names)))}")
            continue
        likest = max(rest, key=lambda other: sum(map(_same, row, other)))
        rest.remove(likest)
        places = [place for place in range(len(names)) if not _same(row[place], likest[place])]
        about = _named(names, row, [place for place in range(len(names)) if place not in places][:3])
        lines += [f"  expected {_named(names, row, places)}", f"  found    {_named(names, likest, places)}"]
        lines += [f"       at  {about}"] if about else []
    if not missing:
        lines += [f"  found    {_named(names, row, range(len(names)))}" for row in rest[:SHOWN]]
    return lines


def _same(a: Any, b: Any) -> bool:
    return _exactly(a) == _exactly(b)


def _named(names: list[str], row: Sequence[Any], places: Sequence[int]) -> str:
    return ", ".join(f"{names[place]}={row[place]!r}" for place in places)
