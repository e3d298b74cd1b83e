"""Command line arguments of a job, and run parameters as typed SQL literals."""

from __future__ import annotations

import argparse
import datetime
import keyword
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from types import SimpleNamespace

from pyspark.sql import types as T

from .text import sql_string

TODAY = "today"


class Params(SimpleNamespace):
    """Run parameters as SQL literals of their types, ready to stand in an expression.

    Each is an attribute of its name, with an underscore after it where Python would read a keyword.
    """


@dataclass(frozen=True)
class Param:
    """A run parameter: `--name value` on the command line, `params.name` in expressions."""

    name: str
    data_type: T.DataType
    #: Text of the default; `today` is the UTC day for dates. Without one the argument is required.
    default: str | None = None
    help: str | None = None


@dataclass(frozen=True)
class Arguments:
    """What a job was started with."""

    input: str
    output: str
    run_id: str
    params: Params


def parse(job: str, params: Sequence[Param], argv: Sequence[str]) -> Arguments:
    """Reads `argv`; a wrong or missing argument ends the process with status 2 and says which."""
    now = datetime.datetime.now(datetime.timezone.utc)
    parser = argparse.ArgumentParser(prog=job, allow_abbrev=False)
    parser.add_argument(
        "--input", required=True, help="folder or URL that input paths are relative to"
    )
    parser.add_argument(
        "--output", required=True, help="folder or URL that datasets are published under"
    )
    parser.add_argument(
        "--run-id",
        default=now.strftime("local-%Y%m%dT%H%M%S%fZ"),
        help="names the run: the same id again changes nothing (default: a new one)",
    )
    for param in params:
        default = now.date().isoformat() if _is_today(param) else param.default
        parser.add_argument(
            "--" + param.name.replace("_", "-"),
            dest=f"param_{param.name}",
            metavar=param.data_type.simpleString(),
            required=default is None,
            default=default,
            help=(param.help or "run parameter").replace("%", "%%"),
        )
    found = parser.parse_args(argv)
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,199}", found.run_id):
        parser.error("argument --run-id: letters, digits and `.`, `_`, `:`, `-` only")
    literals = Params()
    for param in params:
        text = getattr(found, f"param_{param.name}")
        try:
            name = f"{param.name}_" if keyword.iskeyword(param.name) else param.name
            setattr(literals, name, sql_literal(text, param.data_type))
        except ValueError as error:
            parser.error(f"argument --{param.name.replace('_', '-')}: {error}")
    return Arguments(
        input=found.input.rstrip("/"),
        output=found.output.rstrip("/"),
        run_id=found.run_id.replace(":", "-"),
        params=literals,
    )


def sql_literal(text: str, data_type: T.DataType) -> str:
    """The Spark SQL literal of type `data_type` for a value written as text; ValueError where there is none."""
    if isinstance(data_type, T.StringType):
        return sql_string(text)
    kind = data_type.simpleString()
    if isinstance(data_type, T.BooleanType) and text.lower() in ("true", "false"):
        return text.lower()
    if isinstance(data_type, T.DateType) and re.fullmatch(
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text, re.ASCII
    ):
        datetime.date.fromisoformat(text)
        return f"DATE '{text}'"
    if isinstance(data_type, T.TimestampType):
        return _timestamp_literal(text)
    if isinstance(data_type, T.LongType) and re.fullmatch(r"[+-]?[0-9]+", text, re.ASCII):
        if -(2**63) <= int(text) < 2**63:
            return f"CAST('{int(text)}' AS BIGINT)"
    if isinstance(data_type, T.DoubleType) and _is_number(text):
        return f"CAST('{float(text)!r}' AS DOUBLE)"
    if isinstance(data_type, T.DecimalType) and re.fullmatch(
        r"[+-]?[0-9]*\.?[0-9]*", text, re.ASCII
    ):
        return _decimal_literal(text, data_type)
    raise ValueError(f"not a {kind}: {text!r}")


def _timestamp_literal(text: str) -> str:
    match = re.fullmatch(
        r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]{1,6})?Z?",
        text,
        re.ASCII,
    )
    if match is None:
        raise ValueError(f"not a timestamp (yyyy-MM-dd HH:mm:ss): {text!r}")
    moment = f"{match[1]} {match[2]}"
    datetime.datetime.strptime(moment, "%Y-%m-%d %H:%M:%S")
    return f"TIMESTAMP '{moment}{match[3] or ''}'"


def _decimal_literal(text: str, data_type: T.DecimalType) -> str:
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"not a {data_type.simpleString()}: {text!r}") from None
    if abs(value) >= Decimal(10) ** (data_type.precision - data_type.scale):
        raise ValueError(f"does not fit {data_type.simpleString()}: {text!r}")
    return f"CAST('{text}' AS {data_type.simpleString().upper()})"


def _is_number(text: str) -> bool:
    number = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
    return re.fullmatch(number, text, re.ASCII) is not None and abs(float(text)) != float("inf")


def _is_today(param: Param) -> bool:
    return param.default == TODAY and isinstance(param.data_type, T.DateType)
