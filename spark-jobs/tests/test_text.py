import pytest
from pyspark.sql import types as T

from pipelinec_runtime.text import compile_format, parse_sql, sql_string

CASES = [
    (
        T.LongType(),
        None,
        {"12": 12, "+7": 7, "-0": 0, " 12": None, "1.0": None, "9223372036854775808": None},
    ),
    (T.ByteType(), None, {"127": 127, "128": None}),
    (T.BooleanType(), None, {"TRUE": True, "false": False, "1": None, "yes": None}),
    (
        T.DoubleType(),
        None,
        {"1e3": 1000.0, ".5": 0.5, "NaN": None, "Infinity": None, "1e999": None, "1d": None},
    ),
    (
        T.DateType(),
        None,
        {"2024-02-29": "2024-02-29", "2023-02-29": None, "0000-01-01": None, "2024-1-1": None},
    ),
    (
        T.TimestampType(),
        None,
        {
            "2024-01-31T10:11:12Z": "2024-01-31 10:11:12",
            "2024-01-31 10:11:12.5": "2024-01-31 10:11:12.5",
            "10:11:12": None,
            "2024-01-31": None,
            "2024-01-31 24:00:00": None,
        },
    ),
    (
        T.DateType(),
        "dd-MM-yyyy",
        {"31-01-2024": "2024-01-31", "31/01/2024": None, "2024-01-31": None},
    ),
    (
        T.TimestampType(),
        "dd.MM.yyyy'T'HH:mm",
        {
            "31.01.2024T10:11": "2024-01-31 10:11:00",
            "31.01.2024 10:11": None,
            "31x01x2024T10:11": None,
        },
    ),
    (
        T.DecimalType(5, 2),
        None,
        {"1.005": "1.01", "999.994": "999.99", "1000": None, "1e2": None, "": None},
    ),
]


@pytest.mark.parametrize(("data_type", "pattern", "expected"), CASES)
def test_grammar(spark, data_type, pattern, expected):
    rows = spark.createDataFrame([(text,) for text in expected], "r0 string")
    found = rows.selectExpr(
        "r0", f"CAST({parse_sql('r0', data_type, pattern)} AS STRING) AS value"
    ).collect()
    wanted = {
        k: None if v is None else str(v).lower() if isinstance(v, bool) else str(v)
        for k, v in expected.items()
    }
    assert {row.r0: row.value for row in found} == wanted


def test_missing_parts_of_a_format_are_the_first_of_their_kind():
    regex, iso = compile_format("yyyy-MM", is_date=True)
    assert regex.endswith(r"\-([0-9]{2})\z")
    assert iso == "$1-$2-01"


def test_sql_string_escapes(spark):
    text = 'it\'s a \\d `x` "y"'
    assert spark.sql(f"SELECT {sql_string(text)} AS s").first().s == text
