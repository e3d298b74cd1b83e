"""The language's grammars for values written as text, as Spark SQL.

Spark's own casts accept more than the language does (blanks, `1e3` as an integer, `10:11:12` as a time of
*today*), so a pattern guards every one of them. Text that does not fit becomes null; the caller compares
with the raw text to tell "was null" from "does not fit".
"""

from __future__ import annotations

import re

from pyspark.sql import types as T

_YEAR = r"(?:[0-9]{3}[1-9]|[0-9]{2}[1-9][0-9]|[0-9][1-9][0-9]{2}|[1-9][0-9]{3})"
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"

INTEGER = r"\A[+-]?[0-9]+\z"
DECIMAL = r"\A[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)\z"
DOUBLE = r"\A[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\z"
DATE = rf"\A{_YEAR}-[0-9]{{2}}-[0-9]{{2}}\z"
TIMESTAMP = rf"\A({_YEAR}-[0-9]{{2}}-[0-9]{{2}})[T ]({_CLOCK})((?:\.[0-9]{{1,6}})?)Z?\z"

_TOKENS = {
    "yyyy": ("year", _YEAR),
    "MM": ("month", "[0-9]{2}"),
    "dd": ("day", "[0-9]{2}"),
    "HH": ("hour", "(?:[01][0-9]|2[0-3])"),
    "mm": ("minute", "[0-5][0-9]"),
    "ss": ("second", "[0-5][0-9]"),
    "SSSSSS": ("fraction", "[0-9]{6}"),
    "SSS": ("fraction", "[0-9]{3}"),
}
_TOKEN = re.compile(r"yyyy|MM|dd|HH|mm|ss|SSSSSS|SSS|'(?:[^']|'')*'|.", re.DOTALL)


#: What Spark undoes inside a literal, and what it would read before it looks for literals (`${variable}`).
_ESCAPES = {
    **{code: f"\\u{code:04x}" for code in range(32)},
    ord("\\"): "\\\\",
    ord("'"): "\\'",
    ord("$"): "\\u0024",
}


def sql_string(text: str) -> str:
    """A Spark SQL string literal."""
    return "'" + text.translate(_ESCAPES) + "'"


def sql_name(name: str) -> str:
    """A quoted Spark SQL identifier."""
    return "`" + name.replace("`", "``") + "`"


def parse_sql(text: str, data_type: T.DataType, pattern: str | None = None) -> str:
    """SQL for the value of type `data_type` that the SQL expression `text` spells; null where it spells none.

    `pattern` is a date format of the language (`dd-MM-yyyy`); without one, dates and timestamps are ISO.
    """
    if isinstance(data_type, T.StringType):
        return text
    if isinstance(data_type, T.BooleanType):
        return f"CASE lower({text}) WHEN 'true' THEN true WHEN 'false' THEN false END"
    if isinstance(data_type, (T.DateType, T.TimestampType)):
        return _moment_sql(text, data_type, pattern)
    target = data_type.simpleString().upper()
    if isinstance(data_type, (T.FloatType, T.DoubleType)):
        value = f"try_cast({text} AS {target})"
        finite = f"abs({value}) < CAST('Infinity' AS {target})"
        return f"CASE WHEN {text} RLIKE {sql_string(DOUBLE)} AND {finite} THEN {value} END"
    grammar = DECIMAL if isinstance(data_type, T.DecimalType) else INTEGER
    return f"CASE WHEN {text} RLIKE {sql_string(grammar)} THEN try_cast({text} AS {target}) END"


def widened(data_type: T.DataType) -> T.DataType:
    """The language's type for a stored one: every integer is a bigint, every float a double."""
    if isinstance(data_type, (T.ByteType, T.ShortType, T.IntegerType)):
        return T.LongType()
    if isinstance(data_type, T.FloatType):
        return T.DoubleType()
    return data_type


def _moment_sql(text: str, data_type: T.DataType, pattern: str | None) -> str:
    is_date = isinstance(data_type, T.DateType)
    if pattern is not None:
        regex, iso = compile_format(pattern, is_date)
    elif is_date:
        regex, iso = DATE, "$0"
    else:
        regex, iso = TIMESTAMP, "$1 $2$3"
    matched = sql_string(regex)
    iso_text = f"regexp_replace({text}, {matched}, {sql_string(iso)})"
    target = "DATE" if is_date else "TIMESTAMP"
    return f"CASE WHEN {text} RLIKE {matched} THEN try_cast({iso_text} AS {target}) END"


def compile_format(pattern: str, is_date: bool) -> tuple[str, str]:
    """A format of the language as a Java regex and the replacement that turns a match into ISO text."""
    regex = ""
    groups: dict[str, int] = {}
    for token in _TOKEN.findall(pattern):
        if token in _TOKENS:
            part, digits = _TOKENS[token]
            groups[part] = len(groups) + 1
            regex += f"({digits})"
        else:
            literal = (
                token[1:-1].replace("''", "'") or "'"
                if token[0] == "'" and len(token) > 1
                else token
            )
            regex += re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", literal)

    def group(part: str, default: str) -> str:
        return f"${groups[part]}" if part in groups else default

    iso = "-".join((group("year", "1970"), group("month", "01"), group("day", "01")))
    if not is_date:
        iso += " " + ":".join(group(part, "00") for part in ("hour", "minute", "second"))
        iso += f".${groups['fraction']}" if "fraction" in groups else ""
    return rf"\A{regex}\z", iso


def misfit_words(
    text: str, stored: T.DataType, data_type: T.DataType, pattern: str | None = None
) -> str:
    """SQL for what is wrong with a value that does not fit: its form, or only its size."""
    kind = data_type.simpleString()
    if isinstance(data_type, (T.ArrayType, T.MapType, T.StructType)):
        return sql_string(f"a value in it is not of {kind}")
    if not isinstance(stored, T.StringType):
        return sql_string(f"does not fit {kind}")
    if isinstance(data_type, T.BooleanType):
        return sql_string("not a boolean")
    if pattern is not None:
        return sql_string(f"not in the format {pattern}")
    if isinstance(data_type, T.DateType):
        form, words, other = DATE, "not a date (yyyy-MM-dd)", "a day that does not exist"
    elif isinstance(data_type, T.TimestampType):
        words = "not a timestamp (yyyy-MM-dd HH:mm:ss)"
        form, other = TIMESTAMP, "a day that does not exist"
    elif isinstance(data_type, (T.FloatType, T.DoubleType)):
        form, words, other = DOUBLE, "not a double", f"does not fit {kind}"
    elif isinstance(data_type, T.DecimalType):
        form, words, other = DECIMAL, "not a decimal", f"does not fit {kind}"
    else:
        form, words, other = INTEGER, "not a bigint", f"does not fit {kind}"
    matches = f"{text} RLIKE {sql_string(form)}"
    return f"CASE WHEN {matches} THEN {sql_string(other)} ELSE {sql_string(words)} END"
