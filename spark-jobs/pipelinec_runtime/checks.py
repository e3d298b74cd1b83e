"""Data checks: what must hold for a dataset before it is published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Union

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from .inputs import column


@dataclass(frozen=True)
class Expect:
    """A condition that is true, or null, for every row."""

    name: str
    condition: Column
    severity: str = "error"


@dataclass(frozen=True)
class NotNull:
    """Columns that are never null."""

    name: str
    columns: Sequence[str]
    severity: str = "error"


@dataclass(frozen=True)
class Unique:
    """No two rows agree on these columns; rows with a null among them are not counted."""

    name: str
    columns: Sequence[str]
    severity: str = "error"


@dataclass(frozen=True)
class References:
    """Every combination without nulls also stands in `to_columns` of the rows `to`."""

    name: str
    columns: Sequence[str]
    to: DataFrame
    to_columns: Sequence[str]
    severity: str = "error"


@dataclass(frozen=True)
class RowCount:
    """The number of rows, both ends included."""

    name: str
    min: int | None = None
    max: int | None = None
    severity: str = "error"


Check = Union[Expect, NotNull, Unique, References, RowCount]


@dataclass(frozen=True)
class Outcome:
    """How a check went: rows that break it (for row counts: the number of rows, where it is wrong)."""

    name: str
    severity: str
    failed: int

    @property
    def passed(self) -> bool:
        """Whether it held."""
        return self.failed == 0


def evaluate(rows: DataFrame, checks: Sequence[Check]) -> list[Outcome]:
    """Evaluates the checks of one dataset; those that look at single rows share one pass."""
    per_row = {}
    for index, check in enumerate(checks):
        if isinstance(check, Expect):
            per_row[index] = F.coalesce(~check.condition, F.lit(False))
        elif isinstance(check, NotNull):
            per_row[index] = F.greatest(*(column(name).isNull() for name in [*check.columns] * 2))
    total = F.count(F.lit(1)).alias("rows")
    failed = [F.count(F.when(broken, 1)).alias(f"f{index}") for index, broken in per_row.items()]
    needs_pass = bool(per_row) or any(isinstance(check, RowCount) for check in checks)
    counted = rows.agg(total, *failed).first() if needs_pass else None

    outcomes = []
    for index, check in enumerate(checks):
        if isinstance(check, RowCount):
            low, high = check.min or 0, check.max if check.max is not None else counted["rows"]
            number = 0 if low <= counted["rows"] <= high else max(counted["rows"], 1)
        elif isinstance(check, Unique):
            number = _repeated(rows, check)
        elif isinstance(check, References):
            number = _dangling(rows, check)
        else:
            number = counted[f"f{index}"]
        outcomes.append(Outcome(check.name, check.severity, number))
    return outcomes


def _repeated(rows: DataFrame, check: Unique) -> int:
    keys = [column(name) for name in check.columns]
    groups = rows.select(*keys).na.drop().groupBy(*keys).count()
    return int(groups.where("count > 1").agg(F.coalesce(F.sum("count"), F.lit(0))).first()[0])


def _dangling(rows: DataFrame, check: References) -> int:
    here = rows.select(
        *(column(name).alias(f"k{i}") for i, name in enumerate(check.columns))
    ).na.drop()
    there = check.to.select(
        *(column(name).alias(f"k{i}") for i, name in enumerate(check.to_columns))
    )
    return here.join(there, [f"k{i}" for i in range(len(check.columns))], "left_anti").count()
