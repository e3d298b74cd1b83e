"""The jobs of the golden bundles compute, on real Spark, what the examples promise."""

import pytest
from generated import REPOSITORY, published, run_job

JOBS = REPOSITORY / "tests" / "golden" / "car_rental" / "expected" / "jobs"
DATA = REPOSITORY / "pipelines" / "car_rental" / "data"


@pytest.fixture(scope="module")
def output(spark, tmp_path_factory):
    assert JOBS.is_dir(), f"{JOBS} is missing: UPDATE=1 cargo test -p pipelinec-tests writes it"
    output = tmp_path_factory.mktemp("car_rental")
    metrics = {
        name: run_job(JOBS / f"{name}.py", DATA, output)
        for name in ("transformation_job", "kpi_calculation")
    }
    return output, metrics


def test_every_dataset_has_its_rows(output):
    _, metrics = output
    rows = {
        name: counts["rows"] for job in metrics.values() for name, counts in job["outputs"].items()
    }
    assert rows == {
        "users__quarantine": 1,
        "vehicles__quarantine": 1,
        "rental_transactions__quarantine": 25,
        "clean_vehicles": 118,
        "clean_users": 144,
        "clean_locations": 19,
        "rentals": 530,
        "location_metrics": 19,
        "vehicle_metrics": 24,
        "daily_metrics": 147,
        "overall_metrics": 1,
        "user_metrics": 139,
    }


def test_measures(spark, output):
    folder, _ = output
    daily = spark.read.parquet(str(folder / "daily_metrics"))
    assert daily.where("rental_date IS NULL").count() == 0
    [overall] = published(spark, folder / "overall_metrics")
    by_day = daily.selectExpr("sum(total_revenue)", "sum(total_transactions)").first()
    assert (overall[0], overall[1], overall[2]) == ("overall", by_day[0], by_day[1])
    assert overall[2] == 530


def test_checks_are_evaluated(output):
    _, metrics = output
    failed = {check["check"]: check["failed"] for check in metrics["transformation_job"]["checks"]}
    assert failed == {
        "rental_duration_hours between 0 and 24 * 60": 0,
        "user_id references users user_id": 7,
    }
