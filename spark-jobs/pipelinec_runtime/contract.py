"""The contract of an input: what a record must be, and what happens to one that is not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pyspark import StorageLevel
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T
from pyspark.sql.utils import AnalysisException

from .errors import ContractError
from .inputs import CsvInput, Input, JsonInput, ParquetInput, column
from .sources import CORRUPT, FILE, read_raw
from .text import misfit_words
from .values import can_misfit, misfit_sql, value_sql

#: Helper columns: the first thing wrong with a record (null: nothing), and its text.
PROBLEM, RECORD = "_problem", "_record"
_PROBLEM_TYPE = "struct<column: string, value: string, reason: string>"
#: As much of a bad value as messages show, in characters.
_SHOWN = 200

_RECORD_WORDS = {
    CsvInput: "more or fewer fields than there should be",
    JsonInput: "not a JSON object with values of the declared types",
}


@dataclass
class Checked:
    """An input after its contract was checked."""

    #: The good records, columns as declared.
    rows: DataFrame
    #: Bad records with what is wrong with them; None unless they are kept.
    quarantine: DataFrame | None = None
    #: Numbers for the run's metrics; None where nothing had to be counted.
    counts: dict[str, int] | None = None
    _cached: DataFrame | None = field(default=None, repr=False)

    def release(self) -> None:
        """Gives the memory of the cached rows back."""
        if self._cached is not None:
            self._cached.unpersist()


def read(
    spark: SparkSession, root: str, source: Input, only: Sequence[str] | None = None
) -> Checked:
    """Reads an input once, checks its contract, and returns the columns `only` (default: all)."""
    path = f"{root}/{source.path}"
    try:
        raw = read_raw(spark, path, source)
    except AnalysisException as error:
        if "PATH_NOT_FOUND" in str(error) or "Path does not exist" in str(error):
            raise ContractError(f"input `{source.name}`: there is nothing at {path}") from None
        raise
    raw = raw.withColumn(FILE, _relative_file(spark, root))
    return _check(raw, source, list(only) if only is not None else source.schema.names)


def _check(raw: DataFrame, source: Input, only: list[str]) -> Checked:
    declared = _declared(raw, source)
    problems = _problems(raw, source)
    if not problems and not source.unique:
        return Checked(raw.select(*declared).select(*map(column, only)))

    problem = F.coalesce(*problems) if problems else F.lit(None).cast(_PROBLEM_TYPE)
    keep = sorted({*only, *source.unique}, key=source.schema.names.index)
    values = raw.withColumn(PROBLEM, problem).select(
        *declared, F.col(FILE), F.col(PROBLEM), _record(source).alias(RECORD)
    )
    # One pass over the files feeds the check and every later use.
    cached = values.select(*map(column, keep), FILE, PROBLEM, RECORD).persist(
        StorageLevel.MEMORY_AND_DISK
    )
    counts = _count(cached, source)
    good = cached.where(F.col(PROBLEM).isNull())
    _check_unique(good, source)
    quarantine = _quarantine(cached) if source.on_bad_record == "quarantine" else None
    return Checked(good.select(*map(column, only)), quarantine, counts, cached)


def _declared(raw: DataFrame, source: Input) -> list[Column]:
    """The declared columns, by name; null where the value does not fit."""
    columns = []
    for index, wanted in enumerate(source.schema):
        stored = raw.schema[f"r{index}"].dataType
        value = value_sql(f"r{index}", stored, wanted.dataType, wanted.metadata.get("format"))
        columns.append(F.expr(value).alias(wanted.name))
    return columns


def _problems(raw: DataFrame, source: Input) -> list[Column]:
    """What can be wrong with a record, in the order in which it is looked for."""
    misfits, nulls = [], []
    for index, wanted in enumerate(source.schema):
        name, stored = f"r{index}", raw.schema[f"r{index}"].dataType
        pattern = wanted.metadata.get("format")
        found = []
        if can_misfit(stored, wanted.dataType):
            is_bad = F.expr(misfit_sql(name, stored, wanted.dataType, pattern))
            reason = misfit_words(name, stored, wanted.dataType, pattern)
            shown = F.substring(_as_text(F.col(name), stored), 1, _SHOWN)
            found.append(F.when(is_bad, _problem(wanted.name, shown, F.expr(reason))))
        misfits.append(found)
        if not wanted.nullable:
            words = F.lit("null in a `not null` column")
            nulls.append((index, F.when(F.col(name).isNull(), _problem(wanted.name, None, words))))
    if isinstance(source, JsonInput):
        in_order = [p for found in misfits for p in found] + [p for _, p in nulls]
    else:
        for index, problem in nulls:
            misfits[index].append(problem)
        in_order = [p for found in misfits for p in found]
    if not isinstance(source, ParquetInput):
        words = F.lit(_RECORD_WORDS[type(source)])
        in_order.insert(0, F.when(F.col(CORRUPT).isNotNull(), _problem(None, None, words)))
    return in_order


def _problem(name: str | None, value: Column | None, reason: Column) -> Column:
    text = F.lit(None).cast("string") if value is None else value
    return F.struct(
        F.lit(name).cast("string").alias("column"), text.alias("value"), reason.alias("reason")
    )


def _as_text(value: Column, stored: T.DataType) -> Column:
    if isinstance(stored, (T.ArrayType, T.MapType, T.StructType)):
        return F.to_json(value)
    return value.cast("string")


def _record(source: Input) -> Column:
    """The text of a bad record, for people; good records do not carry one."""
    if source.on_bad_record != "quarantine":
        return F.lit(None).cast("string")
    named = [F.col(f"r{i}").alias(declared.name) for i, declared in enumerate(source.schema)]
    text = F.coalesce(F.col(CORRUPT), F.to_json(F.struct(*named)))
    return F.when(F.col(PROBLEM).isNotNull(), text)


def _quarantine(cached: DataFrame) -> DataFrame:
    """Bad records as they are published. Spark reads files in pieces, so lines have no numbers."""
    return cached.where(F.col(PROBLEM).isNotNull()).select(
        F.col(FILE).alias("file"),
        F.lit(None).cast("bigint").alias("line"),
        F.col(f"{PROBLEM}.column").alias("column"),
        F.col(f"{PROBLEM}.value").alias("value"),
        F.col(f"{PROBLEM}.reason").alias("reason"),
        F.col(RECORD).alias("record"),
    )


def _count(cached: DataFrame, source: Input) -> dict[str, int]:
    first = F.min(F.when(F.col(PROBLEM).isNotNull(), F.struct(FILE, PROBLEM)))
    found = cached.agg(
        F.count(F.lit(1)).alias("rows"), F.count(PROBLEM).alias("bad"), first.alias("first")
    ).first()
    if found["bad"] and source.on_bad_record == "fail":
        problem = found["first"][PROBLEM]
        place = f"{found['first'][FILE]}: "
        if problem["column"] is not None:
            place += f"`{problem['column']}`"
            place += ": " if problem["value"] is None else f" is `{problem['value']}`, "
        raise ContractError(
            f"input `{source.name}`: {found['bad']} of {found['rows']} records do not fit, "
            f"such as {place}{problem['reason']}"
        )
    return {"rows": found["rows"], "bad": found["bad"]}


def _check_unique(good: DataFrame, source: Input) -> None:
    for name in source.unique:
        values = good.where(column(name).isNotNull()).select(column(name).alias("value"))
        repeated = values.groupBy("value").count().where("count > 1")
        worst = repeated.orderBy(F.desc("count"), "value").first()
        if worst is not None:
            raise ContractError(
                f"input `{source.name}`: `{name}` is declared unique, "
                f"but {worst['value']!r} occurs {worst['count']} times"
            )


def _relative_file(spark: SparkSession, root: str) -> Column:
    """The file's path below the input folder."""
    path = spark._jvm.org.apache.hadoop.fs.Path(root)
    file_system = path.getFileSystem(spark._jsc.hadoopConfiguration())
    folder = re.sub("^file:/+", "/", file_system.makeQualified(path).toString()).rstrip("/") + "/"
    file = F.regexp_replace(FILE, "^file:/+", "/")
    below = F.substring(file, len(folder) + 1, 2**31 - 1)
    return F.when(file.startswith(folder), below).otherwise(file)
