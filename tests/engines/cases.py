"""The conformance cases and the function table's examples on one engine, value by value and with types.

Run by `tests/engines/conformance`; the cases' form: `tests/conformance/README.md`.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

#: Runs a statement: the type of the column `value`, and all rows; raises where the engine fails.
Run = Callable[[str], tuple[str, list[list[Any]]]]


def outcome(statement: dict[str, Any], run: Run) -> dict[str, Any]:
    """A statement with its `problem`, None when the engine agrees."""
    return {**statement, "problem": verdict(statement, run)}


def judged(found: dict[str, Any], known: dict[str, str]) -> dict[str, Any] | None:
    """An outcome that fails the test: a problem that is not known, or a known one that is gone."""
    reason = known.get(found["id"])
    if reason is None:
        return found if found["problem"] is not None else None
    if found["problem"] is not None:
        return None
    return {**found, "problem": f"agrees now, take it off the disagreements ({reason})"}


def verdict(statement: dict[str, Any], run: Run) -> str | None:
    """What is wrong with the engine's answer; None when nothing is."""
    expected = statement["expected"]
    try:
        kind, rows = run(statement["sql"])
    except Exception as error:
        return None if expected is None else f"fails: {str(error)[:600]}"
    if expected is None:
        return f"must fail, but gives {rows}"
    if kind != statement["type"]:
        return f"has the type {kind}, not {statement['type']}"
    if isinstance(expected, str):
        text = shown(value(rows[0][0], kind), kind)
        agrees = text == expected or (kind == "double" and _close(float(text), float(expected)))
        return None if agrees else f"gives {text}, not {expected}"
    return _rows_differ(statement, rows)


def _rows_differ(statement: dict[str, Any], rows: list[list[Any]]) -> str | None:
    expected, kind, key = statement["expected"], statement["type"], statement["key"]
    if len(rows) != len(expected):
        return f"gives {len(rows)} values, not {len(expected)}"
    for number, (wanted, row) in enumerate(zip(expected, rows, strict=True), 1):
        compare = statement["compare"]
        pairs = [(wanted, row[0], kind, compare)]
        if key is not None:
            pairs = [(wanted[0], row[0], key, "exact"), (wanted[1], row[1], kind, compare)]
        for want, got, kind_of, exactness in pairs:
            if not same(value(want, kind_of), value(got, kind_of), exactness):
                return f"row {number}: expected {want!r}, got {got!r}"
    return None


def value(given: Any, kind: str) -> Any:
    """A value of a case file or an engine as Python's own, so that the two can be compared."""
    if given is None:
        return None
    if kind.startswith("array<"):
        return [value(item, kind[6:-1]) for item in given]
    if kind == "double":
        return float(str(given).replace("Infinity", "inf"))
    if kind.startswith("decimal"):
        number = Decimal(str(given))
        scale = -int(number.as_tuple().exponent)
        if f",{scale})" not in kind:
            raise ValueError(f"{given} is no {kind}")
        return number
    if kind == "timestamp":
        seconds, _, fraction = str(given).partition(".")
        return f"{seconds}.{fraction:0<6}"
    if kind == "date":
        return given.isoformat() if isinstance(given, datetime.date) else given
    return given


def same(a: Any, b: Any, compare: str) -> bool:
    """Whether two values are the same, as exactly as the case asks for."""
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(same(x, y, compare) for x, y in zip(a, b, strict=True))
    if isinstance(a, float) and isinstance(b, float):
        return a == b or (math.isnan(a) and math.isnan(b)) or (compare == "approx" and _close(a, b))
    if compare == "within_5_percent" and None not in (a, b):
        return abs(a - b) <= 0.05 * abs(a)
    return type(a) is type(b) and a == b


def _close(a: float, b: float) -> bool:
    return abs(a - b) <= max(1e-11 * max(abs(a), abs(b)), 1e-12)


def shown(given: Any, kind: str) -> str:
    """A value as the examples of the function table show it."""
    if given is None:
        return "null"
    if isinstance(given, bool):
        return str(given).lower()
    if isinstance(given, list):
        return f"[{', '.join(shown(item, kind[6:-1]) for item in given)}]"
    if kind == "timestamp":
        return re.sub(r"\.?0+$", "", given) if given.endswith("000000") else given
    return format(given, "f") if isinstance(given, Decimal) else str(given)
