"""The jobs beside the Rust tests of the PySpark target, run on the data beside them."""

from datetime import date
from decimal import Decimal

import pytest
from generated import REPOSITORY, published, run_job

GOLDEN = REPOSITORY / "targets" / "pyspark" / "tests" / "golden"
DAY = {n: date(2024, month, day) for n, month, day in [(1, 1, 1), (2, 1, 2), (4, 2, 1), (6, 2, 3)]}


def run_case(name, output, *options):
    case = GOLDEN / name
    for job in ("transformation_job", "kpi_calculation"):
        run_job(case / "jobs" / f"{job}.py", case / "data", output, *options)
    return output


@pytest.fixture(scope="module")
def operators(spark, tmp_path_factory):
    return run_case("operators", tmp_path_factory.mktemp("operators"))


EXPECTED = {
    "shaped": [
        (1, "ann", Decimal("10.00"), 1000, date(2024, 1, 2), False, "shop"),
        (2, "ann", Decimal("250.50"), 25050, date(2024, 1, 3), True, "shop"),
        (3, "bob", Decimal("5.00"), 500, date(2024, 1, 3), False, "shop"),
        (4, "nobody", Decimal("7.25"), 725, date(2024, 2, 2), False, "shop"),
        (6, "bob", Decimal("100.00"), 10000, date(2024, 2, 4), True, "shop"),
    ],
    "inner_joined": [
        (1, "ann", Decimal("10.00"), DAY[1], "Accra", 7),
        (2, "ann", Decimal("250.50"), DAY[2], "Accra", 7),
        (3, "bob", Decimal("5.00"), DAY[2], None, 50),
        (6, "bob", Decimal("100.00"), DAY[6], None, 50),
    ],
    "right_joined": [
        (1, "ann", Decimal("10.00"), DAY[1], "Accra"),
        (2, "ann", Decimal("250.50"), DAY[2], "Accra"),
        (3, "bob", Decimal("5.00"), DAY[2], None),
        (6, "bob", Decimal("100.00"), DAY[6], None),
        (None, "cid", None, None, "Kumasi"),
    ],
    "full_joined": [
        (1, "ann", Decimal("10.00"), DAY[1], "Accra"),
        (2, "ann", Decimal("250.50"), DAY[2], "Accra"),
        (3, "bob", Decimal("5.00"), DAY[2], None),
        (4, None, Decimal("7.25"), DAY[4], None),
        (5, "zoe", None, DAY[4], None),
        (6, "bob", Decimal("100.00"), DAY[6], None),
        (None, "cid", None, None, "Kumasi"),
    ],
    "lost": [(4, None, Decimal("7.25"), DAY[4]), (5, "zoe", None, DAY[4])],
    "by_condition": [
        (1, "ann", Decimal("10.00"), DAY[1], 7),
        (2, "ann", Decimal("250.50"), DAY[2], 7),
        (6, "bob", Decimal("100.00"), DAY[6], 50),
    ],
    "archive/by_id": [("ann", 1), ("ann", 2), ("bob", 3), ("bob", 6), ("nobody", 4)],
    # Values of partition folders are text to a reader that declares no types.
    "latest": [
        (2, "ann", Decimal("250.50"), "2024-01-02"),
        (4, None, Decimal("7.25"), "2024-02-01"),
        (5, "zoe", None, "2024-02-01"),
        (6, "bob", Decimal("100.00"), "2024-02-03"),
    ],
    "largest": [(2, "ann", Decimal("250.50"), DAY[2]), (5, "zoe", None, DAY[4])],
    "tags": [(1, "a", 1), (1, "a", 3), (1, "b", 2), (2, None, None), (3, None, None)],
    "tag_rows": [(1, "a"), (1, "a"), (1, "b")],
    "measures_of_customers": [
        ("ann", "Accra", "level", 70),
        ("ann", "Accra", "score", 7),
        ("bob", None, "level", 500),
        ("bob", None, "score", 50),
        ("cid", "Kumasi", "level", None),
        ("cid", "Kumasi", "score", None),
    ],
    "groups": [
        ("ann", None, Decimal("260.50")),
        ("bob", Decimal("105.00"), None),
        ("zoe", None, None),
        (None, Decimal("7.25"), None),
    ],
    "totals": [(6, Decimal("372.75"), Decimal("62.125000"), "all")],
    "best_days": [
        ("ann", DAY[1], Decimal("10.00")),
        ("ann", DAY[2], Decimal("250.50")),
        ("bob", DAY[6], Decimal("100.00")),
        (None, DAY[4], Decimal("7.25")),
    ],
    "best_of_all": [("ann", Decimal("260.50"))],
    "published_tags": [("a", 2), ("b", 1), (None, 2)],
    "counted": [(7,)],
}


@pytest.mark.parametrize("dataset", EXPECTED)
def test_operator(spark, operators, dataset):
    assert published(spark, operators / dataset) == sorted(EXPECTED[dataset], key=str)


@pytest.mark.parametrize(
    ("options", "label"),
    [((), 'it\'s {x} \\ "y"'), (("--label", "${env:HOME} ' OR {params.label} \\"), None)],
)
def test_names_and_texts_survive(spark, tmp_path, options, label):
    run_case("names", tmp_path, *options)
    label = label or options[1]
    rows = spark.read.parquet(str(tmp_path / "F")).orderBy("order").collect()
    assert [row["label"] for row in rows] == [label + "{two}", label + "{three}"]
    assert [row["matches"] for row in rows] == [True, None]
    assert {row["plain"] for row in rows} == {"{braces} \\ ${HOME}"}
    assert {row["quote's"] for row in rows} == {'"it\'s"'}
    assert published(spark, tmp_path / "main") == [("1.x",)]
