"""The rows of a dataset as Python values, with the language's types, whichever engine they come from."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset
from compare import Rows
from pyarrow import types as kinds
from trino import tables
from trino.client import Answer

_SIMPLE = [
    (kinds.is_boolean, "boolean"),
    (kinds.is_int64, "bigint"),
    (kinds.is_int32, "int"),
    (kinds.is_int16, "smallint"),
    (kinds.is_int8, "tinyint"),
    (kinds.is_float64, "double"),
    (kinds.is_float32, "float"),
    (kinds.is_string, "string"),
    (kinds.is_large_string, "string"),
    (kinds.is_string_view, "string"),
    (kinds.is_date32, "date"),
]


def read(folder: Path, declared: dict[str, str]) -> Rows:
    """The rows below a folder. Values of partition folders are text, so their declared type is taken."""
    if not folder.is_dir():
        raise FileNotFoundError(f"there is no {folder.name}/")
    if any(folder.rglob("*.csv")):
        return _read_csv(folder, declared)
    files = sorted(str(file) for file in folder.rglob("*.parquet"))
    if not files:
        # Spark writes no file for a partitioned dataset without rows: nothing tells types, nothing can differ.
        return Rows(dict(declared), [])
    partitions = list(dict.fromkeys(_partition_names(folder)))
    scheme = pa.dataset.partitioning(pa.schema([(name, pa.string()) for name in partitions]), flavor="hive")
    data = pa.dataset.dataset(files, format="parquet", partitioning=scheme, partition_base_dir=str(folder))
    table = data.to_table()
    for name in partitions:
        place = table.schema.get_field_index(name)
        table = table.set_column(place, name, table.column(name).cast(_arrow_type(declared[name])))
    types = {field.name: language_type(field.type) for field in table.schema}
    columns = [[_plain(value) for value in column.to_pylist()] for column in table.columns]
    return Rows(types, list(zip(*columns, strict=True)))


def language_type(kind: pa.DataType) -> str:
    """The language's name of a type in a file."""
    for is_kind, name in _SIMPLE:
        if is_kind(kind):
            return name
    if kinds.is_timestamp(kind):
        return "timestamp" if kind.unit == "us" and kind.tz in (None, "UTC") else str(kind)
    if kinds.is_decimal(kind):
        return f"decimal({kind.precision},{kind.scale})"
    if kinds.is_list(kind) or kinds.is_large_list(kind):
        return f"array<{language_type(kind.value_type)}>"
    if kinds.is_struct(kind):
        fields = (kind.field(place) for place in range(kind.num_fields))
        return f"struct<{', '.join(f'{field.name}: {language_type(field.type)}' for field in fields)}>"
    return str(kind)


def of_trino(answer: Answer) -> Rows:
    """Trino's answer; its protocol gives decimals and times as text."""
    types = [tables.language_type(kind).replace("timestamp(3)", "timestamp") for kind in answer.types]
    rows = [tuple(_of_text(v, kind) for v, kind in zip(row, types, strict=True)) for row in answer.rows]
    types = [kind.replace(",", ", ") if kind.startswith("struct") else kind for kind in types]
    return Rows(dict(zip(answer.columns, types, strict=True)), rows)


def _read_csv(folder: Path, declared: dict[str, str]) -> Rows:
    """Values as the text that was written, because a CSV file has no types of its own."""
    header: list[str] = []
    values: list[tuple[Any, ...]] = []
    for file in sorted(folder.rglob("*.csv")):
        with file.open(newline="") as lines:
            records = iter(csv.reader(lines))
            header = next(records, header)
            values += [tuple(record) for record in records]
    return Rows({name: declared.get(name, "string") for name in header}, values)


def _partition_names(folder: Path) -> Iterator[str]:
    for file in folder.rglob("*.parquet"):
        yield from (part.partition("=")[0] for part in file.relative_to(folder).parts[:-1])


def _arrow_type(declared: str) -> pa.DataType:
    if declared.startswith("decimal"):
        precision, scale = declared[len("decimal(") : -1].split(",")
        return pa.decimal128(int(precision), int(scale))
    named = {
        "bigint": pa.int64(),
        "date": pa.date32(),
        "boolean": pa.bool_(),
        "double": pa.float64(),
        "timestamp": pa.timestamp("us"),
    }
    return named.get(declared, pa.string())


def _plain(value: Any) -> Any:
    """Without the time zone: every timestamp is a UTC wall clock."""
    if isinstance(value, datetime.datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return value


def _of_text(value: Any, kind: str) -> Any:
    if value is None:
        return None
    if kind.startswith("array<"):
        return [_of_text(item, kind[6:-1]) for item in value]
    if kind.startswith("decimal"):
        return Decimal(value)
    if kind == "double":
        return float(str(value))
    if kind == "date":
        return datetime.date.fromisoformat(value)
    if kind == "timestamp":
        # A time that rounding took out of Python's years stays a text, which equals nothing.
        return value if value.startswith(("+", "-")) else datetime.datetime.fromisoformat(value)
    return value
