"""What a job reads: inputs with a contract, and datasets of earlier jobs.

The schema of an input is a `StructType` of the types *as stored*; reading widens every integer to bigint and
every float to double. Fields say more where needed: `nullable=False` makes a null a bad record, and
`metadata` holds `format` (a date pattern), `source` (the names that lead to the value in the file) and
`partition` (the value comes from a `name=value` folder).

`on_bad_record` says what happens to a record that does not fit: `fail` ends the job, `drop` leaves it out,
`quarantine` leaves it out and publishes it beside the datasets, with what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Union

from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql import types as T

from .text import sql_name


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
    unique: Sequence[str] = ()
    on_bad_record: str = "fail"


@dataclass(frozen=True)
class ParquetInput:
    """Parquet files, found by column name."""

    name: str
    path: str
    schema: T.StructType
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


def column(name: str) -> Column:
    """A column by its exact name, dots and all."""
    return F.col(sql_name(name))


def source_path(field: T.StructField) -> list[str]:
    """The names that lead to a column's value in the file."""
    return list(field.metadata.get("source", [field.name]))


def is_partition(field: T.StructField) -> bool:
    """Whether the value comes from the folder's name."""
    return bool(field.metadata.get("partition", False))
