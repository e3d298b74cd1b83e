import datetime

import pytest
from pyspark.sql import types as T

from pipelinec_runtime import Param
from pipelinec_runtime.arguments import parse, sql_literal

PLACES = ["--input", "in/", "--output", "out"]


def test_defaults():
    found = parse("job", [Param("run_date", T.DateType(), default="today")], PLACES)
    assert (found.input, found.output) == ("in", "out")
    assert found.run_id.startswith("local-")
    assert found.params.run_date == f"DATE '{datetime.datetime.now(datetime.timezone.utc).date()}'"


@pytest.mark.parametrize(
    ("text", "data_type", "literal"),
    [
        ("2024-02-29", T.DateType(), "DATE '2024-02-29'"),
        ("2024-01-31T10:00:00Z", T.TimestampType(), "TIMESTAMP '2024-01-31 10:00:00'"),
        ("-7", T.LongType(), "CAST('-7' AS BIGINT)"),
        ("1.50", T.DecimalType(5, 2), "CAST('1.50' AS DECIMAL(5,2))"),
        ("1e3", T.DoubleType(), "CAST('1000.0' AS DOUBLE)"),
        ("TRUE", T.BooleanType(), "true"),
        ("it's", T.StringType(), "'it\\'s'"),
    ],
)
def test_literals(text, data_type, literal):
    assert sql_literal(text, data_type) == literal


@pytest.mark.parametrize(
    ("text", "data_type"),
    [
        ("2023-02-29", T.DateType()),
        ("31.01.2024", T.DateType()),
        ("9223372036854775808", T.LongType()),
        ("1'; DROP", T.LongType()),
        ("1000", T.DecimalType(5, 2)),
        (".", T.DecimalType(5, 2)),
        ("nan", T.DoubleType()),
        ("1", T.BooleanType()),
    ],
)
def test_bad_values_are_refused(text, data_type):
    with pytest.raises(ValueError):
        sql_literal(text, data_type)
    with pytest.raises(SystemExit) as exit_info:
        parse("job", [Param("x", data_type)], [*PLACES, "--x", text])
    assert exit_info.value.code == 2


def test_a_parameter_without_default_is_required(capsys):
    with pytest.raises(SystemExit):
        parse("job", [Param("min_amount", T.LongType())], PLACES)
    assert "--min-amount" in capsys.readouterr().err
