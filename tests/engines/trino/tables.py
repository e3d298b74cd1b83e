"""The bundle's Glue tables as Trino tables, with the rows of the files that they describe."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from .client import Client

#: Rows of one statement, so that its text stays below what the server takes.
_BATCH = 5000


def create(client: Client, schema: str, table: dict[str, Any], rows: Iterable[dict[str, Any]]) -> None:
    """Makes a table from a file of `glue/tables` and fills it; rows are Python values by column name."""
    given = table["TableInput"]
    columns = [*given["StorageDescriptor"]["Columns"], *given.get("PartitionKeys", [])]
    types = {column["Name"]: trino_type(column["Type"]) for column in columns}
    target = f"{name(schema)}.{name(given['Name'])}"
    client.run(f"CREATE SCHEMA IF NOT EXISTS {name(schema)}")
    client.run(f"CREATE TABLE {target} ({', '.join(f'{name(c)} {t}' for c, t in types.items())})")
    for batch in _batches(rows):
        # One text for all rows: the server compiles an expression for every value of a VALUES list.
        values = json.dumps([[as_text(row[column]) for column in types] for row in batch])
        texts = ", ".join(f"c{i} {_text_type(t)}" for i, t in enumerate(types.values()))
        casts = ", ".join(_cast(f"c{i}", t) for i, t in enumerate(types.values()))
        client.run(
            f"INSERT INTO {target} SELECT {casts} FROM UNNEST(CAST(JSON {_quoted(values)} AS array(row({texts}))))"
        )


def trino_type(glue: str) -> str:
    """The type that Athena's engine gives a column of this Hive type."""
    glue = glue.strip()
    outer, _, inner = glue.partition("<")
    if inner:
        inner = inner.removesuffix(">")
        if outer == "struct":
            fields = (part.split(":", 1) for part in _split(inner))
            return f"row({', '.join(f'{name(field)} {trino_type(kind)}' for field, kind in fields)})"
        return f"{outer}({', '.join(trino_type(part) for part in _split(inner))})"
    # Hive's timestamps are read to the millisecond, which the generated SQL must live with.
    named = {"string": "varchar", "timestamp": "timestamp(3)", "int": "integer", "float": "real"}
    return named.get(glue, glue)


def language_type(trino: str) -> str:
    """The language's name of a type that Trino gives a result."""
    kind = re.sub(r"(varchar|char)(\(\d+\))?", "string", trino.replace(" ", ""))
    while (inner := re.sub(r"array\(((?:[^()]|\([^()]*\))*)\)", r"array<\1>", kind)) != kind:
        kind = inner
    return kind.replace("timestamp(6)", "timestamp")


def as_text(value: Any) -> Any:
    """A value as text that Trino casts to its type; arrays are lists of such texts."""
    if isinstance(value, list):
        return [as_text(item) for item in value]
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ", timespec="microseconds")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, (int, float)):
        return repr(value)
    raise TypeError(f"no text of {value!r} for Trino")


def name(text: str) -> str:
    """A quoted identifier."""
    return '"' + text.replace('"', '""') + '"'


def _text_type(kind: str) -> str:
    """The type of a column's texts."""
    return f"array({_text_type(kind[6:-1])})" if kind.startswith("array(") else "varchar"


def _cast(text: str, kind: str) -> str:
    # From text straight to the millisecond would cut what reading a file rounds.
    exact = kind.replace("timestamp(3)", "timestamp(6)")
    return f"CAST(CAST({text} AS {exact}) AS {kind})"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _batches(rows: Iterable[dict[str, Any]]) -> Iterator[Sequence[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _split(text: str) -> list[str]:
    """The parts between commas that are not inside brackets."""
    parts, depth = [""], 0
    for character in text:
        depth += (character in "<(") - (character in ">)")
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return parts
