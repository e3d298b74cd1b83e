import json

import pytest
from pyspark.sql import functions as F
from pyspark.sql import types as T

from pipelinec_runtime import (
    CsvInput,
    Dataset,
    Expect,
    NotNull,
    Param,
    References,
    RowCount,
    Unique,
    publish,
)
from pipelinec_runtime import checks as data_checks
from pipelinec_runtime.job import execute

SALES = CsvInput(
    name="sales",
    path="sales.csv",
    schema=T.StructType(
        [
            T.StructField("day", T.DateType(), nullable=False),
            T.StructField("amount", T.LongType()),
        ]
    ),
    on_bad_record="quarantine",
)
TOTALS = T.StructType([T.StructField("day", T.DateType()), T.StructField("total", T.LongType())])


@pytest.fixture
def places(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "sales.csv").write_text(
        "day,amount\n2024-01-01,1\n2024-01-01,2\n2024-01-02,5\n,9\n"
    )

    def arguments(run_id, *more):
        return [
            "--input",
            f"{tmp_path}/in",
            "--output",
            f"{tmp_path}/out",
            "--run-id",
            run_id,
            *more,
        ]

    return arguments, tmp_path / "out"


def totals(job, **options):
    sales = job.read(SALES)
    rows = (
        sales.where(f"day >= {job.params.since}").groupBy("day").sum("amount").toDF("day", "total")
    )
    return job.write("totals", rows, **options)


PARAMS = [Param("since", T.DateType(), default="2024-01-01")]


def published(spark, out, name="totals"):
    rows = spark.read.schema(TOTALS).parquet(f"{out}/{name}")
    return sorted((str(row.day), row.total) for row in rows.collect())


def test_publishes_everything_with_metrics(spark, places):
    arguments, out = places
    assert (
        execute("job", lambda job: totals(job, partition_by=["day"]), PARAMS, arguments("r1")) == 0
    )
    assert published(spark, out) == [("2024-01-01", 3), ("2024-01-02", 5)]
    assert not (out / "_staging" / "r1" / "totals").exists()
    metrics = json.loads((out / "_runs" / "r1" / "job.json").read_text())
    assert (metrics["state"], metrics["inputs"]) == ("published", {"sales": {"rows": 4, "bad": 1}})
    assert metrics["outputs"]["totals"]["rows"] == 2
    assert spark.read.parquet(f"{out}/sales__quarantine").first().column == "day"


def test_same_run_again_changes_nothing_and_another_replaces(spark, places):
    arguments, out = places

    def append(job):
        totals(job, mode="append")

    assert execute("job", append, PARAMS, arguments("r1")) == 0
    assert execute("job", append, PARAMS, arguments("r1")) == 0
    assert len(published(spark, out)) == 2
    assert execute("job", append, PARAMS, arguments("r2")) == 0
    assert len(published(spark, out)) == 4
    assert execute("job", totals, PARAMS, arguments("r3")) == 0
    assert len(published(spark, out)) == 2


def test_a_failed_job_leaves_the_last_output(spark, places, capsys):
    arguments, out = places
    assert execute("job", totals, PARAMS, arguments("r1")) == 0

    def broken(job):
        rows = totals(job)
        job.check(
            "totals",
            rows,
            Expect("small", F.expr("total < 5")),
            RowCount("many", min=3, severity="warn"),
        )

    assert execute("job", broken, PARAMS, arguments("r2", "--since", "2024-01-02")) == 3
    assert "breaks its checks: small (1 rows)" in capsys.readouterr().err
    assert published(spark, out) == [("2024-01-01", 3), ("2024-01-02", 5)]
    assert not (out / "_staging" / "r2" / "totals").exists()
    assert json.loads((out / "_runs" / "r2" / "job.json").read_text())["state"] == "failed"

    def crash(job):
        totals(job)
        raise RuntimeError("boom")

    assert execute("job", crash, PARAMS, arguments("r3")) == 1


def test_an_interrupted_publication_is_finished_by_the_same_run(spark, places, monkeypatch):
    arguments, out = places
    assert execute("job", totals, PARAMS, arguments("r1")) == 0

    def stop(*_):
        raise OSError("network")

    with monkeypatch.context() as patched:
        patched.setattr(publish.Storage, "delete", stop)
        assert execute("job", totals, PARAMS, arguments("r2", "--since", "2024-01-02")) == 1
    assert len(published(spark, out)) == 2

    def never(job):
        raise AssertionError("computed again")

    assert execute("job", never, PARAMS, arguments("r2")) == 0
    assert published(spark, out) == [("2024-01-02", 5)]


def test_overwrite_partitions_and_upsert(spark, places):
    arguments, out = places
    for mode, options in (
        ("overwrite_partitions", {"partition_by": ["day"]}),
        ("upsert", {"key": ["day"]}),
    ):

        def first(job, mode=mode, options=options):
            job.write(
                "totals",
                spark.sql(
                    "SELECT DATE '2024-01-01' AS day, 7L AS total UNION ALL SELECT DATE '2023-01-01', 8L"
                ),
                path=mode,
                mode=mode,
                **options,
            )

        def second(job, mode=mode, options=options):
            totals(job, path=mode, mode=mode, **options)

        assert execute("job", first, PARAMS, arguments(f"{mode}-1")) == 0
        assert execute("job", second, PARAMS, arguments(f"{mode}-2")) == 0
        assert published(spark, out, mode) == [
            ("2023-01-01", 8),
            ("2024-01-01", 3),
            ("2024-01-02", 5),
        ]


@pytest.mark.parametrize(
    "mode, options, expected",
    [
        (
            "append",
            {},
            [("2023-01-01", 8), ("2024-01-01", 3), ("2024-01-01", 7), ("2024-01-02", 5)],
        ),
        (
            "overwrite_partitions",
            {"partition_by": ["day"]},
            [("2023-01-01", 8), ("2024-01-01", 3), ("2024-01-02", 5)],
        ),
        ("upsert", {"key": ["day"]}, [("2023-01-01", 8), ("2024-01-01", 3), ("2024-01-02", 5)]),
        (
            "upsert",
            {"key": ["day"], "partition_by": ["day"]},
            [("2023-01-01", 8), ("2024-01-01", 3), ("2024-01-02", 5)],
        ),
        (
            "append",
            {"format": "csv"},
            [("2023-01-01", 8), ("2024-01-01", 3), ("2024-01-01", 7), ("2024-01-02", 5)],
        ),
        ("overwrite", {}, [("2024-01-01", 3), ("2024-01-02", 5)]),
    ],
)
def test_the_name_of_a_dataset_means_all_of_it(spark, places, mode, options, expected):
    arguments, _ = places
    seen = []

    def first(job):
        rows = "SELECT DATE '2024-01-01' AS day, 7L AS total UNION ALL SELECT DATE '2023-01-01', 8L"
        job.write("totals", spark.sql(rows), mode=mode, **options)

    def second(job):
        rows = totals(job, mode=mode, **options)
        seen.extend(
            sorted((str(row.day), row.total) for row in rows.select("day", "total").collect())
        )
        job.write("count", rows.groupBy().count())

    assert execute("job", first, PARAMS, arguments("r1")) == 0
    assert execute("job", second, PARAMS, arguments("r2")) == 0
    assert seen == expected


@pytest.mark.parametrize("mode, options", [("append", {}), ("upsert", {"key": ["day"]})])
def test_earlier_rows_with_other_columns_are_refused(spark, places, capsys, mode, options):
    arguments, out = places
    other = "SELECT DATE '2024-01-01' AS day, 7.5D AS total"

    def first(job):
        job.write("totals", spark.sql(other), mode=mode, **options)

    assert execute("job", first, PARAMS, arguments("r1")) == 0
    assert (
        execute("job", lambda job: totals(job, mode=mode, **options), PARAMS, arguments("r2")) == 3
    )
    assert "day date, total double; here day date, total bigint" in capsys.readouterr().err
    assert spark.read.parquet(f"{out}/totals").count() == 1


def test_a_later_job_reads_what_an_earlier_one_published(spark, places):
    arguments, _out = places
    seen = {}

    def second(job):
        seen["rows"] = job.read(
            Dataset(name="totals", path="totals", schema=TOTALS), only=["total"]
        )
        seen["none"] = job.read(Dataset(name="none", path="none", schema=TOTALS)).count()

    assert execute("one", totals, PARAMS, arguments("r1")) == 0
    assert execute("two", second, PARAMS, arguments("r1")) == 0
    assert sorted(row.total for row in seen["rows"].collect()) == [3, 5]
    assert seen["none"] == 0


def test_csv_output(spark, places):
    arguments, out = places
    assert execute("job", lambda job: totals(job, format="csv"), PARAMS, arguments("r1")) == 0
    lines = sorted(
        line for file in (out / "totals").glob("*.csv") for line in file.read_text().splitlines()
    )
    assert lines[:2] == ["2024-01-01,3", "2024-01-02,5"]


def test_blanks_in_csv_output_stay(spark, places):
    arguments, out = places

    def main(job):
        job.write("texts", spark.sql("SELECT ' a ' AS text, 'b, c ' AS more"), format="csv")

    assert execute("job", main, (), arguments("r1")) == 0
    [file] = (out / "texts").glob("*.csv")
    assert file.read_text() == 'text,more\n a ,"b, c "\n'


def test_checks(spark):
    rows = spark.sql("SELECT * FROM VALUES (1, 'a'), (1, 'b'), (2, NULL) AS t(k, v)")
    outcomes = data_checks.evaluate(
        rows,
        [
            Expect("positive", F.expr("k > 0")),
            Expect("known", F.expr("v = 'a'")),
            NotNull("not null", ["k", "v"]),
            Unique("unique", ["k"]),
            References("references", ["v"], spark.sql("SELECT 'a' AS x"), ["x"]),
            RowCount("rows", min=4),
        ],
    )
    assert {outcome.name: outcome.failed for outcome in outcomes} == {
        "positive": 0,
        "known": 1,
        "not null": 1,
        "unique": 2,
        "references": 1,
        "rows": 3,
    }
