import datetime
import json
from decimal import Decimal

import pytest
from pyspark.sql import types as T

from pipelinec_runtime import ContractError, CsvInput, JsonInput, ParquetInput
from pipelinec_runtime.contract import read

PEOPLE = T.StructType(
    [
        T.StructField("id", T.IntegerType(), nullable=False),
        T.StructField("name", T.StringType()),
        T.StructField("born", T.DateType(), metadata={"format": "dd-MM-yyyy"}),
    ]
)


def people(**options):
    return CsvInput(name="people", path="people.csv", schema=PEOPLE, **options)


def record(**fields):
    return json.dumps(fields, separators=(",", ":"))


def values(rows):
    return [tuple(row) for row in rows.collect()]


def test_csv_by_name_in_any_order_and_with_further_columns(spark, tmp_path):
    (tmp_path / "people.csv").write_text(
        'born,extra,name,id\n31-01-2024,x,"a, ""b""\nc",1\n,,"",2\n,,,3\n'
    )
    checked = read(spark, str(tmp_path), people())
    assert checked.counts == {"rows": 3, "bad": 0}
    assert checked.rows.dtypes == [("id", "bigint"), ("name", "string"), ("born", "date")]
    assert values(checked.rows) == [
        (1, 'a, "b"\nc', datetime.date(2024, 1, 31)),
        (2, "", None),
        (3, None, None),
    ]


def test_csv_without_header_and_with_null_words(spark, tmp_path):
    (tmp_path / "people.csv").write_text("1;NA;-\n")
    checked = read(
        spark,
        str(tmp_path),
        people(header=False, delimiter=";", null_words=["NA", "-"]),
        only=["id", "born"],
    )
    assert values(checked.rows) == [(1, None)]


BAD = "id,name,born\n1,a,31-01-2024\n,b,31-01-2024\n3,c,2024-01-31\n4,d\n5000000000,e,\n6,f,,,\n"


def test_bad_records_fail(spark, tmp_path):
    (tmp_path / "people.csv").write_text(BAD)
    with pytest.raises(
        ContractError,
        match=r"input `people`: 5 of 6 records do not fit, such as people.csv: more or fewer fields",
    ):
        read(spark, str(tmp_path), people())


def test_bad_records_are_dropped_even_if_the_bad_column_is_not_used(spark, tmp_path):
    (tmp_path / "people.csv").write_text(BAD)
    checked = read(spark, str(tmp_path), people(on_bad_record="drop"), only=["name"])
    assert values(checked.rows.where("name is not null")) == [("a",)]
    assert checked.quarantine is None


def test_bad_records_go_to_quarantine(spark, tmp_path):
    (tmp_path / "people.csv").write_text(BAD)
    checked = read(spark, str(tmp_path), people(on_bad_record="quarantine"))
    rows = checked.quarantine.drop("file", "line").collect()
    ragged = "more or fewer fields than there should be"
    assert sorted(map(tuple, rows), key=str) == [
        (
            "born",
            "2024-01-31",
            "not in the format dd-MM-yyyy",
            record(id="3", name="c", born="2024-01-31"),
        ),
        ("id", "5000000000", "does not fit int", record(id="5000000000", name="e")),
        ("id", None, "null in a `not null` column", record(name="b", born="31-01-2024")),
        (None, None, ragged, "4,d"),
        (None, None, ragged, "6,f,,,"),
    ]
    assert {row.file for row in checked.quarantine.collect()} == {"people.csv"}
    assert checked.counts == {"rows": 6, "bad": 5}


def test_header_that_does_not_match(spark, tmp_path):
    (tmp_path / "people.csv").write_text("ID,nmae,extra\n1,a,b\n")
    with pytest.raises(ContractError) as error:
        read(spark, str(tmp_path), people())
    message = str(error.value)
    assert "missing: `id`, `name`, `born`; unexpected: `ID`, `nmae`, `extra`" in message
    assert "`ID` may be `id`; `nmae` may be `name`" in message


def test_nothing_there(spark, tmp_path):
    with pytest.raises(ContractError, match="there is nothing at"):
        read(spark, str(tmp_path), people())


def test_unique(spark, tmp_path):
    (tmp_path / "people.csv").write_text("id,name,born\n1,a,\n2,a,\n3,,\n4,,\n")
    with pytest.raises(ContractError, match="`name` is declared unique, but 'a' occurs 2 times"):
        read(spark, str(tmp_path), people(unique=["name"]), only=["id"])


def test_partition_folders(spark, tmp_path):
    for day in ("2024-01-01", "2024-01-02"):
        (tmp_path / "events" / f"day={day}").mkdir(parents=True)
        (tmp_path / "events" / f"day={day}" / "a.csv").write_text("n\n007\n")
    schema = T.StructType(
        [
            T.StructField("n", T.StringType()),
            T.StructField("day", T.DateType(), metadata={"partition": True}),
        ]
    )
    checked = read(spark, str(tmp_path), CsvInput(name="events", path="events", schema=schema))
    assert sorted(values(checked.rows)) == [
        ("007", datetime.date(2024, 1, 1)),
        ("007", datetime.date(2024, 1, 2)),
    ]


def test_a_quoted_empty_field_is_null_where_the_column_is_no_text(spark, tmp_path):
    (tmp_path / "people.csv").write_text('id,name,born\n1,"",""\n')
    assert values(read(spark, str(tmp_path), people()).rows) == [(1, "", None)]


EVENTS = T.StructType(
    [
        T.StructField("at", T.TimestampType()),
        T.StructField("user_id", T.LongType(), nullable=False, metadata={"source": ["user", "id"]}),
        T.StructField("tags", T.ArrayType(T.LongType()), metadata={"source": ["user", "tags"]}),
        T.StructField("amount", T.DecimalType(10, 2)),
        T.StructField(
            "place",
            T.StructType(
                [T.StructField("x", T.DoubleType()), T.StructField("since", T.DateType())]
            ),
        ),
        T.StructField("counts", T.MapType(T.StringType(), T.LongType())),
    ]
)


def events(tmp_path, text):
    (tmp_path / "e.json").write_text(text)
    return JsonInput(name="events", path="e.json", schema=EVENTS, on_bad_record="quarantine")


def test_json_values_are_read_by_type(spark, tmp_path):
    source = events(
        tmp_path,
        '{"at": "2024-01-31T10:00:00Z", "user": {"id": "7", "tags": [1, "2", null]}, "amount": 1.105, '
        '"place": {"x": 1e2, "since": "2024-01-31"}, "counts": {"a": 1}}\n'
        '{"user": {"id": 8}, "amount": "12345678.9", "place": {}}\n',
    )
    rows = read(spark, str(tmp_path), source).rows
    assert values(rows.selectExpr("string(at)", "user_id", "tags", "amount", "counts")) == [
        ("2024-01-31 10:00:00", 7, [1, 2, None], Decimal("1.11"), {"a": 1}),
        (None, 8, None, Decimal("12345678.90"), None),
    ]
    assert values(rows.selectExpr("place.x", "place.since")) == [
        (100.0, datetime.date(2024, 1, 31)),
        (None, None),
    ]


def test_json_records_that_do_not_fit(spark, tmp_path):
    source = events(
        tmp_path,
        '{"at": "yesterday", "user": {"id": 8}}\n'
        '{"user": {"id": 1.5}}\n'
        '{"user": {}}\n'
        '{"user": {"id": 1, "tags": ["x"]}}\n'
        '{"user": {"id": 1}, "place": {"since": "2023-02-29"}}\n'
        '{"user": {"id": 1}, "amount": 123456789}\n'
        "{nonsense\n",
    )
    checked = read(spark, str(tmp_path), source)
    assert checked.counts == {"rows": 7, "bad": 7}
    found = [tuple(row) for row in checked.quarantine.select("column", "value", "reason").collect()]
    record = "not a JSON object with values of the declared types"
    assert sorted(found, key=str) == [
        ("at", "yesterday", "not a timestamp (yyyy-MM-dd HH:mm:ss)"),
        ("place", '{"since":"2023-02-29"}', "a value in it is not of struct<x:double,since:date>"),
        ("tags", '["x"]', "a value in it is not of array<bigint>"),
        ("user_id", "1.5", "not a bigint"),
        ("user_id", None, "null in a `not null` column"),
        (None, None, record),
        (None, None, record),
    ]


def parquet(*fields, **options):
    return ParquetInput(name="p", path="p", schema=T.StructType(list(fields)), **options)


def test_parquet_is_widened_and_has_no_nan(spark, tmp_path):
    spark.sql("SELECT 1 AS i, CAST('NaN' AS DOUBLE) AS d UNION ALL SELECT 2, 0.5D").write.parquet(
        f"{tmp_path}/p"
    )
    source = parquet(T.StructField("d", T.DoubleType()), T.StructField("i", T.IntegerType()))
    checked = read(spark, str(tmp_path), source)
    assert checked.counts is None
    assert checked.rows.dtypes == [("d", "double"), ("i", "bigint")]
    assert sorted(values(checked.rows), key=str) == [(0.5, 2), (None, 1)]


def test_parquet_values_that_do_not_fit(spark, tmp_path):
    spark.sql(
        "SELECT * FROM VALUES (1L, 1.005), (40000L, 1.0), (2L, 1000.0), (-32768L, null) AS t(n, d)"
    ).write.parquet(f"{tmp_path}/p")
    fields = (
        T.StructField("n", T.ShortType()),
        T.StructField("d", T.DecimalType(5, 2), nullable=False),
    )
    checked = read(spark, str(tmp_path), parquet(*fields, on_bad_record="quarantine"))
    assert values(checked.rows) == [(1, Decimal("1.01"))]
    found = [tuple(row) for row in checked.quarantine.select("column", "value", "reason").collect()]
    assert sorted(found, key=str) == [
        ("d", "1000.000", "does not fit decimal(5,2)"),
        ("d", None, "null in a `not null` column"),
        ("n", "40000", "does not fit smallint"),
    ]


def test_parquet_of_another_type(spark, tmp_path):
    spark.sql("SELECT 'x' AS n").write.parquet(f"{tmp_path}/p")
    with pytest.raises(ContractError, match="stores `n` as string, which cannot be read as bigint"):
        read(spark, str(tmp_path), parquet(T.StructField("n", T.LongType())))
