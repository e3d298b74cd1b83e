"""Files as they are: every reader returns the columns `r0`, `r1` … in declared order, `FILE` and `CORRUPT`.

Nothing is judged here but the file's own form: names that are missing, records that cannot be taken apart.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from .errors import ContractError
from .inputs import CsvInput, Input, JsonInput, ParquetInput, column, is_partition, source_path
from .values import is_readable

#: Helper columns: the record's file, and its text where it could not be taken apart.
FILE, CORRUPT = "_file", "_corrupt_record"
#: Stands for an empty field without quotes, which is null; `""` is the empty text.
_NULL = "\x01"


def read_raw(spark: SparkSession, path: str, source: Input) -> DataFrame:
    """The records of an input, values not looked at."""
    if isinstance(source, CsvInput):
        return _read_csv(spark, path, source)
    if isinstance(source, JsonInput):
        return _read_json(spark, path, source)
    return _read_parquet(spark, path, source)


def _read_csv(spark: SparkSession, path: str, source: CsvInput) -> DataFrame:
    reader = spark.read.options(
        sep=source.delimiter,
        quote=source.quote,
        escape=source.quote,
        multiLine=True,
        nullValue=_NULL,
        emptyValue="",
    )
    names = [source_path(field)[0] for field in source.schema if not is_partition(field)]
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
        .option("header", source.header)
        .option("enforceSchema", not source.header)
        .csv(path)
    )
    raw = _raw(rows, source, lambda declared: column(source_path(declared)[0]))
    return _with_nulls(raw, source)


def _with_nulls(raw: DataFrame, source: CsvInput) -> DataFrame:
    """Null words are null; a quoted empty field is text, and null where the column is no text."""
    nulls = {}
    for index, declared in enumerate(source.schema):
        words = list(source.null_words)
        if not isinstance(declared.dataType, T.StringType):
            words.append("")
        if words and not is_partition(declared):
            field = F.col(f"r{index}")
            nulls[f"r{index}"] = F.when(~field.isin(words), field)
    return raw.withColumns(nulls) if nulls else raw


def _read_json(spark: SparkSession, path: str, source: JsonInput) -> DataFrame:
    in_file = T.StructType([T.StructField(CORRUPT, T.StringType())])
    for declared in source.schema:
        if not is_partition(declared):
            in_file = _with_path(in_file, source_path(declared), _json_type(declared.dataType))
    reader = spark.read.schema(in_file).options(
        mode="PERMISSIVE", columnNameOfCorruptRecord=CORRUPT, allowNonNumericNumbers=False
    )
    return _raw(reader.json(path), source, _nested)


def _read_parquet(spark: SparkSession, path: str, source: ParquetInput) -> DataFrame:
    rows = spark.read.parquet(path)
    names = [source_path(field)[0] for field in source.schema]
    _check_names(source.name, path, names, rows.columns)
    raw = _raw(rows.withColumn(CORRUPT, F.lit(None).cast("string")), source, _nested)
    for index, declared in enumerate(source.schema):
        stored = raw.schema[f"r{index}"].dataType
        if not is_partition(declared) and not is_readable(stored, declared.dataType):
            raise ContractError(
                f"input `{source.name}`: {path} stores `{declared.name}` as {stored.simpleString()}, "
                f"which cannot be read as {declared.dataType.simpleString()}"
            )
    return raw


def _raw(rows: DataFrame, source: Input, find: Callable[[T.StructField], Column]) -> DataFrame:
    columns = []
    for index, declared in enumerate(source.schema):
        found = column(declared.name) if is_partition(declared) else find(declared)
        columns.append(found.alias(f"r{index}"))
    return rows.select(*columns, F.col("_metadata.file_path").alias(FILE), F.col(CORRUPT))


def _nested(declared: T.StructField) -> Column:
    first, *rest = source_path(declared)
    found = column(first)
    for name in rest:
        found = found.getField(name)
    return found


def _with_path(struct: T.StructType, path: list[str], data_type: T.DataType) -> T.StructType:
    """`struct` with one more field at a path of names."""
    first, *rest = path
    inner = next((f.dataType for f in struct if f.name == first), None)
    fields = [f for f in struct if f.name != first]
    if rest:
        outer = inner if isinstance(inner, T.StructType) else T.StructType([])
        data_type = _with_path(outer, rest, data_type)
    return T.StructType([*fields, T.StructField(first, data_type)])


def _json_type(data_type: T.DataType) -> T.DataType:
    """What Spark's JSON reader is asked for: text, which our grammars read.

    Decimals are left to the reader, because it would pass their digits through a double otherwise.
    """
    if isinstance(data_type, T.ArrayType):
        return T.ArrayType(_json_type(data_type.elementType))
    if isinstance(data_type, T.MapType):
        return T.MapType(T.StringType(), _json_type(data_type.valueType))
    if isinstance(data_type, T.StructType):
        return T.StructType([T.StructField(f.name, _json_type(f.dataType)) for f in data_type])
    return data_type if isinstance(data_type, T.DecimalType) else T.StringType()


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
