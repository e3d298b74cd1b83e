"""From values as stored to values as declared, as Spark SQL: what they become, and whether they fit."""

from __future__ import annotations

from itertools import count

from pyspark.sql import types as T

from .text import parse_sql, sql_name, sql_string, widened

#: Decimal digits that a stored integer can have.
_DIGITS = {T.ByteType: 3, T.ShortType: 5, T.IntegerType: 10, T.LongType: 19}
_BOUNDS = {T.ByteType: 2**7, T.ShortType: 2**15, T.IntegerType: 2**31}


def is_readable(stored: T.DataType, declared: T.DataType) -> bool:
    """Whether a type in a Parquet file can be read as the declared one."""
    integer = type(stored) in _DIGITS
    if type(declared) in _DIGITS:
        return integer
    if isinstance(declared, T.DecimalType):
        return integer or isinstance(stored, T.DecimalType)
    if isinstance(declared, (T.FloatType, T.DoubleType)):
        return isinstance(stored, (T.FloatType, T.DoubleType))
    if isinstance(declared, T.StringType):
        return isinstance(stored, (T.StringType, T.BinaryType))
    if isinstance(declared, T.TimestampType):
        return isinstance(stored, (T.TimestampType, T.TimestampNTZType))
    if isinstance(declared, T.ArrayType) and isinstance(stored, T.ArrayType):
        return is_readable(stored.elementType, declared.elementType)
    if isinstance(declared, T.MapType) and isinstance(stored, T.MapType):
        return is_readable(stored.valueType, declared.valueType)
    if isinstance(declared, T.StructType) and isinstance(stored, T.StructType):
        return all(
            f.name in stored.names and is_readable(stored[f.name].dataType, f.dataType)
            for f in declared
        )
    return type(stored) is type(declared)


def can_misfit(stored: T.DataType, declared: T.DataType) -> bool:
    """Whether some stored value has no declared one."""
    if isinstance(declared, T.ArrayType):
        return can_misfit(stored.elementType, declared.elementType)
    if isinstance(declared, T.MapType):
        return can_misfit(stored.valueType, declared.valueType)
    if isinstance(declared, T.StructType):
        return any(can_misfit(stored[f.name].dataType, f.dataType) for f in declared)
    if isinstance(stored, T.StringType):
        return not isinstance(declared, T.StringType)
    if isinstance(declared, T.DecimalType):
        digits = _DIGITS.get(type(stored)) or stored.precision - stored.scale
        return digits > declared.precision - declared.scale
    return _DIGITS.get(type(declared), 19) < _DIGITS.get(type(stored), 0)


def value_sql(
    given: str, stored: T.DataType, declared: T.DataType, pattern: str | None = None
) -> str:
    """The declared value of the SQL expression `given`; null where it does not fit, and for NaN."""
    return _value(given, stored, declared, pattern, count())


def _value(
    given: str, stored: T.DataType, declared: T.DataType, pattern: str | None, names: count
) -> str:
    if stored == declared == widened(declared) and not _holds_doubles(declared):
        return given
    if isinstance(declared, T.ArrayType):
        item = f"item{next(names)}"
        inner = _value(item, stored.elementType, declared.elementType, None, names)
        return f"transform({given}, {item} -> {inner})"
    if isinstance(declared, T.MapType):
        item = f"item{next(names)}"
        inner = _value(item, stored.valueType, declared.valueType, None, names)
        return f"transform_values({given}, (key, {item}) -> {inner})"
    if isinstance(declared, T.StructType):
        fields = ", ".join(
            f"{sql_string(f.name)}, "
            + _value(
                f"{given}.{sql_name(f.name)}", stored[f.name].dataType, f.dataType, None, names
            )
            for f in declared
        )
        return f"CASE WHEN {given} IS NOT NULL THEN named_struct({fields}) END"
    target = widened(declared).simpleString().upper()
    if isinstance(stored, T.StringType):
        value = parse_sql(given, declared, pattern)
        return value if declared == widened(declared) else f"CAST({value} AS {target})"
    if isinstance(declared, (T.FloatType, T.DoubleType)):
        return f"CASE WHEN NOT isnan({given}) THEN CAST({given} AS {target}) END"
    bound = _BOUNDS.get(type(declared))
    if bound is not None and can_misfit(stored, declared):
        return f"CASE WHEN {given} BETWEEN {-bound}L AND {bound - 1}L THEN {given} END"
    return (
        f"try_cast({given} AS {target})"
        if can_misfit(stored, declared)
        else f"CAST({given} AS {target})"
    )


def _holds_doubles(data_type: T.DataType) -> bool:
    if isinstance(data_type, T.ArrayType):
        return _holds_doubles(data_type.elementType)
    if isinstance(data_type, T.MapType):
        return _holds_doubles(data_type.valueType)
    if isinstance(data_type, T.StructType):
        return any(_holds_doubles(f.dataType) for f in data_type)
    return isinstance(data_type, T.DoubleType)


def misfit_sql(
    given: str, stored: T.DataType, declared: T.DataType, pattern: str | None = None
) -> str:
    """Whether `given`, or something inside it, does not fit; never null."""
    return _misfit(given, stored, declared, pattern, count())


def _misfit(
    given: str, stored: T.DataType, declared: T.DataType, pattern: str | None, names: count
) -> str:
    if not can_misfit(stored, declared):
        return "false"
    if isinstance(declared, (T.ArrayType, T.MapType)):
        is_map = isinstance(declared, T.MapType)
        inner = (
            (stored.valueType, declared.valueType)
            if is_map
            else (stored.elementType, declared.elementType)
        )
        item = f"item{next(names)}"
        items = f"map_values({given})" if is_map else given
        return f"coalesce(exists({items}, {item} -> {_misfit(item, *inner, None, names)}), false)"
    if isinstance(declared, T.StructType):
        fields = (
            _misfit(f"{given}.{sql_name(f.name)}", stored[f.name].dataType, f.dataType, None, names)
            for f in declared
        )
        return f"({' OR '.join(fields)})"
    return f"({given} IS NOT NULL AND ({_value(given, stored, declared, pattern, names)}) IS NULL)"
