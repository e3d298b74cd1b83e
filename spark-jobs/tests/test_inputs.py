import datetime
from decimal import Decimal

import pytest
from pyspark.sql import types as T

from pipelinec_runtime import ContractError, CsvInput, JsonInput, ParquetInput
from pipelinec_runtime.inputs import read

PEOPLE = T.StructType(
    [
        T.StructField("id", T.IntegerType(), nullable=False),
        T.StructField("name", T.StringType()),
        T.StructField("born", T.DateType(), metadata={"format": "dd-MM-yyyy"}),
    ]
)


def people(**options):
    return CsvInput(name="people", path="people.csv", schema=PEOPLE, **options)


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
        ContractError, match=r"5 of 6 records do not fit, such as in .*people.csv: `"
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
    found = {row.reason: row.record for row in checked.quarantine.collect()}
    assert found["`id` is null"] == '{"name":"b","born":"31-01-2024"}'
    assert found["`born` is not a date: 2024-01-31"] == '{"id":"3","name":"c","born":"2024-01-31"}'
    assert found["`id` is not a int: 5000000000"] == '{"id":"5000000000","name":"e"}'
    assert found["not a record of this format"] in ("4,d", "6,f,,,")
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


def test_json_lines(spark, tmp_path):
    (tmp_path / "e.json").write_text(
        '{"at": "2024-01-31T10:00:00Z", "user": {"id": 7, "tags": ["a"]}, "amount": 1.10}\n'
        '{"at": "yesterday", "user": {"id": 8}}\n'
        '{"at": null, "user": {"id": "x"}}\n'
        "{nonsense\n"
    )
    schema = T.StructType(
        [
            T.StructField("at", T.TimestampType()),
            T.StructField(
                "user_id", T.LongType(), nullable=False, metadata={"source": ["user", "id"]}
            ),
            T.StructField(
                "tags", T.ArrayType(T.StringType()), metadata={"source": ["user", "tags"]}
            ),
            T.StructField("amount", T.DecimalType(10, 2)),
        ]
    )
    source = JsonInput(name="events", path="e.json", schema=schema, on_bad_record="quarantine")
    checked = read(spark, str(tmp_path), source)
    assert values(checked.rows.selectExpr("string(at)", "user_id", "tags", "amount")) == [
        ("2024-01-31 10:00:00", 7, ["a"], Decimal("1.10"))
    ]
    assert sorted(row.reason for row in checked.quarantine.collect()) == [
        "`at` is not a timestamp: yesterday",
        "not a record of this format; `user_id` is null",
        "not a record of this format; `user_id` is null",
    ]


def test_parquet_is_widened_and_has_no_nan(spark, tmp_path):
    spark.sql("SELECT 1 AS i, CAST('NaN' AS DOUBLE) AS d UNION ALL SELECT 2, 0.5D").write.parquet(
        f"{tmp_path}/p"
    )
    schema = T.StructType([T.StructField("d", T.DoubleType()), T.StructField("i", T.IntegerType())])
    checked = read(spark, str(tmp_path), ParquetInput(name="p", path="p", schema=schema))
    assert checked.counts is None
    assert checked.rows.dtypes == [("d", "double"), ("i", "bigint")]
    assert sorted(values(checked.rows), key=str) == [(0.5, 2), (None, 1)]
