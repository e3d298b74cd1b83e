"""Inputs with a contract: what the files must hold, and what happens to a record that does not.

The schema of an input is a `StructType` of the types *as stored*; reading widens every integer to bigint and
every float to double. Fields say more where needed: `nullable=False` makes a null a bad record, and
`metadata` holds `format` (a date pattern), `source` (the name in the file; for JSON a path `a.b.c`) and
`partition` (the value comes from a `name=value` folder).
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Union

from pyspark import StorageLevel
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T
from pyspark.sql.utils import AnalysisException

from .errors import ContractError
from .text import parse_sql, sql_name, widened

#: Names of helper columns, beside `r0, r1 …` (as read) and `c0, c1 …` (as declared).
FILE, RECORD, REASON, CORRUPT = "_file", "_record", "_reason", "_corrupt_record"
#: Stands for an empty field without quotes, which is null; `""` is the empty text.
_NULL = "\x01"


@dataclass(frozen=True)
class CsvInput:
    """Delimited text; fields are found by the names in the header, in any order."""

    name: str
    path: str
    schema: T.StructType
    header: bool = True
    delimiter: str = ","
    quote: str = '"'
    null_words: Sequence[str] = ()
    unique: Sequence[str] = ()
    on_bad_record: str = "fail"


@dataclass(frozen=True)
class JsonInput:
    """One JSON object per line."""

    name: str
    path: str
    schema: T.StructType
    null_words: Sequence[str] = ()
    unique: Sequence[str] = ()
    on_bad_record: str = "fail"


@dataclass(frozen=True)
class ParquetInput:
    """Parquet files, found by column name."""

    name: str
    path: str
    schema: T.StructType
    null_words: Sequence[str] = ()
    unique: Sequence[str] = ()
    on_bad_record: str = "fail"


@dataclass(frozen=True)
class Dataset:
    """A dataset that an earlier job of the pipeline published."""

    name: str
    path: str
    schema: T.StructType
    format: str = "parquet"


Input = Union[CsvInput, JsonInput, ParquetInput]


@dataclass
class Checked:
    """An input after its contract was checked."""

    #: The good records, columns as declared.
    rows: DataFrame
    #: Bad records with file, reason and text; None unless they are kept.
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
        if isinstance(source, CsvInput):
            raw = _read_csv(spark, path, source)
        elif isinstance(source, JsonInput):
            raw = _read_json(spark, path, source)
        else:
            raw = _read_parquet(spark, path, source)
    except AnalysisException as error:
        if "PATH_NOT_FOUND" in str(error) or "Path does not exist" in str(error):
            raise ContractError(f"input `{source.name}`: there is nothing at {path}") from None
        raise
    return _check(raw, source, list(only) if only is not None else source.schema.names)


def read_dataset(
    spark: SparkSession, folder: str, source: Dataset, only: Sequence[str] | None, exists: bool
) -> DataFrame:
    """Reads a published dataset; one without rows may have no file at all."""
    if not exists:
        rows = spark.createDataFrame([], source.schema)
    elif source.format == "csv":
        rows = spark.read.schema(source.schema).options(**csv_options()).csv(folder)
    else:
        rows = spark.read.schema(source.schema).parquet(folder)
    return rows.select(*(column(name) for name in only or source.schema.names))


def csv_options() -> dict[str, str]:
    """How the pipeline's own CSV datasets are written and read."""
    return {
        "header": "true",
        "escape": '"',
        "nullValue": "",
        "emptyValue": '""',
        "multiLine": "true",
        "dateFormat": "yyyy-MM-dd",
        "timestampFormat": "yyyy-MM-dd HH:mm:ss.SSSSSS",
    }


def column(name: str) -> Column:
    """A column by its exact name, dots and all."""
    return F.col(sql_name(name))


def _source_path(field: T.StructField) -> list[str]:
    return list(field.metadata.get("source", [field.name]))


def _is_partition(field: T.StructField) -> bool:
    return bool(field.metadata.get("partition", False))


# Reading: every function returns the columns r0, r1 … in declared order, FILE and CORRUPT.


def _read_csv(spark: SparkSession, path: str, source: CsvInput) -> DataFrame:
    reader = spark.read.options(
        sep=source.delimiter,
        quote=source.quote,
        escape=source.quote,
        multiLine=True,
        nullValue=_NULL,
        emptyValue="",
    )
    names = [_source_path(field)[0] for field in source.schema if not _is_partition(field)]
    header = names
    if source.header:
        first_file = sorted(spark.read.text(path).inputFiles())[0:1]
        first_record = reader.csv(first_file).head(1) if first_file else []
        header = [cell or "" for cell in first_record[0]] if first_record else []
        if header:
            header[0] = header[0].lstrip("\ufeff")
        _check_names(source.name, first_file[0] if first_file else path, names, header)
    in_file = T.StructType([T.StructField(name, T.StringType()) for name in [*header, CORRUPT]])
    # With `enforceSchema=False` a further file whose header differs from the first one's is an error.
    rows = (
        reader.schema(in_file)
        .option("mode", "PERMISSIVE")
        .option("columnNameOfCorruptRecord", CORRUPT)
    )
    rows = rows.option("header", source.header).option("enforceSchema", not source.header)
    return _raw(rows.csv(path), source, lambda field: column(_source_path(field)[0]))


def _read_json(spark: SparkSession, path: str, source: JsonInput) -> DataFrame:
    in_file = T.StructType([T.StructField(CORRUPT, T.StringType())])
    for declared in source.schema:
        if not _is_partition(declared):
            in_file = _with_path(in_file, _source_path(declared), _json_type(declared.dataType))
    reader = spark.read.schema(in_file).options(
        mode="PERMISSIVE", columnNameOfCorruptRecord=CORRUPT, allowNonNumericNumbers=False
    )
    return _raw(reader.json(path), source, _nested)


def _read_parquet(spark: SparkSession, path: str, source: ParquetInput) -> DataFrame:
    rows = spark.read.parquet(path)
    names = [_source_path(field)[0] for field in source.schema]
    _check_names(source.name, path, names, rows.columns)
    return _raw(rows.withColumn(CORRUPT, F.lit(None).cast("string")), source, _nested)


def _raw(rows: DataFrame, source: Input, find) -> DataFrame:
    columns = []
    for index, declared in enumerate(source.schema):
        found = column(declared.name) if _is_partition(declared) else find(declared)
        columns.append(found.alias(f"r{index}"))
    return rows.select(*columns, F.col("_metadata.file_path").alias(FILE), F.col(CORRUPT))


def _nested(declared: T.StructField) -> Column:
    first, *rest = _source_path(declared)
    found = column(first)
    for name in rest:
        found = found.getField(name)
    return found


def _with_path(struct: T.StructType, path: list[str], data_type: T.DataType) -> T.StructType:
    """`struct` with one more field at a path of names."""
    first, *rest = path
    inner = next((f.dataType for f in struct if f.name == first), T.StructType([]))
    fields = [f for f in struct if f.name != first]
    if rest:
        data_type = _with_path(
            inner if isinstance(inner, T.StructType) else T.StructType([]), rest, data_type
        )
    return T.StructType([*fields, T.StructField(first, data_type)])


def _json_type(data_type: T.DataType) -> T.DataType:
    """What Spark's JSON reader is asked for: dates and timestamps as text, so that our grammar reads them."""
    if isinstance(data_type, (T.DateType, T.TimestampType)):
        return T.StringType()
    if isinstance(data_type, T.ArrayType):
        return T.ArrayType(_json_type(data_type.elementType))
    if isinstance(data_type, T.MapType):
        return T.MapType(T.StringType(), _json_type(data_type.valueType))
    if isinstance(data_type, T.StructType):
        return T.StructType([T.StructField(f.name, _json_type(f.dataType)) for f in data_type])
    return data_type


def _check_names(dataset: str, place: str, expected: Sequence[str], found: Sequence[str]) -> None:
    """A declared column that the file lacks is an error; names that nearly match are pointed out."""
    repeated = sorted({name for name in found if list(found).count(name) > 1} & set(expected))
    if repeated:
        raise ContractError(f"input `{dataset}`: {place} names a column twice: {_names(repeated)}")
    missing = [name for name in expected if name not in found]
    if not missing:
        return
    unexpected = [name for name in found if name not in expected]
    message = (
        f"input `{dataset}`: {place} does not have the declared columns; missing: {_names(missing)}"
    )
    if unexpected:
        message += f"; unexpected: {_names(unexpected)}"
    by_lower = {name.strip().lower(): name for name in unexpected}
    for name in missing:
        near = difflib.get_close_matches(name.lower(), by_lower, n=1, cutoff=0.75)
        if near:
            message += f"; `{by_lower[near[0]]}` may be `{name}`"
    raise ContractError(message)


def _names(names: Sequence[str]) -> str:
    shown = ", ".join(f"`{name}`" for name in names[:20])
    return shown if len(names) <= 20 else f"{shown} and {len(names) - 20} more"


# The contract.


def _check(raw: DataFrame, source: Input, only: list[str]) -> Checked:
    is_text = not isinstance(source, ParquetInput)
    raw = _without_null_words(raw, source)
    values = raw
    problems = (
        [F.when(F.col(CORRUPT).isNotNull(), F.lit("not a record of this format"))]
        if is_text
        else []
    )
    for index, declared in enumerate(source.schema):
        given, value = F.col(f"r{index}"), _value(raw, index, declared)
        values = values.withColumn(f"c{index}", value)
        kind = declared.dataType.simpleString()
        if _can_misfit(raw.schema[f"r{index}"].dataType, declared.dataType):
            said = F.substring(given.cast("string"), 1, 100)
            misfit = F.concat(F.lit(f"`{declared.name}` is not a {kind}: "), said)
            problems.append(F.when(given.isNotNull() & F.col(f"c{index}").isNull(), misfit))
        if not declared.nullable:
            problems.append(F.when(given.isNull(), F.lit(f"`{declared.name}` is null")))
    named = [F.col(f"c{i}").alias(declared.name) for i, declared in enumerate(source.schema)]
    if not problems and not source.unique:
        return Checked(values.select(*named).select(*map(column, only)))

    reason = F.concat_ws("; ", *problems) if problems else F.lit("")
    values = values.withColumn(REASON, F.when(reason != "", reason)).select(
        *named, F.col(FILE), F.col(REASON), _record(raw, source).alias(RECORD)
    )
    keep = sorted({*only, *source.unique}, key=source.schema.names.index)
    # One pass over the files feeds the check and every later use.
    cached = values.select(*map(column, keep), FILE, REASON, RECORD).persist(
        StorageLevel.MEMORY_AND_DISK
    )
    counts = _count(cached, source)
    good = cached.where(F.col(REASON).isNull())
    _check_unique(good, source)
    quarantine = None
    if source.on_bad_record == "quarantine":
        quarantine = cached.where(F.col(REASON).isNotNull()).select(
            F.col(FILE).alias("file"),
            F.lit(None).cast("bigint").alias("line"),
            F.col(REASON).alias("reason"),
            F.col(RECORD).alias("record"),
        )
    return Checked(good.select(*map(column, only)), quarantine, counts, cached)


def _without_null_words(raw: DataFrame, source: Input) -> DataFrame:
    if not source.null_words:
        return raw
    texts = [name for name, kind in raw.dtypes if kind == "string" and name.startswith("r")]
    words = list(source.null_words)
    return raw.withColumns({name: F.when(~F.col(name).isin(words), F.col(name)) for name in texts})


def _value(raw: DataFrame, index: int, declared: T.StructField) -> Column:
    """The declared value of a raw column, null where it does not fit."""
    stored, wanted = raw.schema[f"r{index}"].dataType, widened(declared.dataType)
    if isinstance(stored, T.StringType) and not isinstance(wanted, T.StringType):
        text = parse_sql(f"r{index}", declared.dataType, declared.metadata.get("format"))
        return F.expr(text).cast(wanted)
    return _convert(F.col(f"r{index}"), stored, wanted)


def _convert(value: Column, stored: T.DataType, wanted: T.DataType) -> Column:
    """Values that already have a type: NaN becomes null, texts inside arrays and structs are read."""
    if isinstance(wanted, T.DoubleType):
        value = value.cast(wanted)
        return F.when(~F.isnan(value), value)
    if isinstance(wanted, T.ArrayType) and isinstance(stored, T.ArrayType):
        if stored.elementType == wanted.elementType:
            return value
        return F.transform(
            value, lambda item: _convert(item, stored.elementType, wanted.elementType)
        )
    if isinstance(wanted, T.StructType) and isinstance(stored, T.StructType):
        if stored == wanted:
            return value
        fields = [
            _convert(value.getField(f.name), stored[f.name].dataType, f.dataType).alias(f.name)
            for f in wanted
        ]
        return F.when(value.isNotNull(), F.struct(*fields))
    return value if stored == wanted else value.cast(wanted)


def _can_misfit(stored: T.DataType, declared: T.DataType) -> bool:
    return isinstance(stored, T.StringType) and not isinstance(declared, T.StringType)


def _record(raw: DataFrame, source: Input) -> Column:
    """The text of a bad record, for people; good records do not carry one."""
    if source.on_bad_record != "quarantine":
        return F.lit(None).cast("string")
    named = [F.col(f"r{i}").alias(declared.name) for i, declared in enumerate(source.schema)]
    return F.when(
        F.col(REASON).isNotNull(), F.coalesce(F.col(CORRUPT), F.to_json(F.struct(*named)))
    )


def _count(cached: DataFrame, source: Input) -> dict[str, int]:
    worst = F.min(F.when(F.col(REASON).isNotNull(), F.struct(FILE, REASON)))
    found = cached.agg(
        F.count(F.lit(1)).alias("rows"), F.count(REASON).alias("bad"), worst.alias("worst")
    ).first()
    if found["bad"] and source.on_bad_record == "fail":
        raise ContractError(
            f"input `{source.name}`: {found['bad']} of {found['rows']} records do not fit, "
            f"such as in {found['worst'][FILE]}: {found['worst'][REASON]}"
        )
    return {"rows": found["rows"], "bad": found["bad"]}


def _check_unique(good: DataFrame, source: Input) -> None:
    for name in source.unique:
        repeated = good.where(column(name).isNotNull()).groupBy(column(name).alias("value")).count()
        worst = repeated.where("count > 1").orderBy(F.desc("count"), "value").first()
        if worst is not None:
            raise ContractError(
                f"input `{source.name}`: `{name}` is declared unique, but {worst['value']!r} occurs {worst['count']} times"
            )
