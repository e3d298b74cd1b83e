"""The car rental bundle in the box: real Spark runs its jobs, and its numbers are those of the local run."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import machines
import pytest
from box.client import Box

ACCOUNT = "123456789012"
BUCKET = "lab4-bucket-gtp"
REGION = "eu-west-1"
PIPELINE = machines.ROOT / "pipelines/car_rental"
RUN_SECONDS = 240


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `pipelinec build` writes."""
    folder = tmp_path_factory.mktemp("bundle")
    pipelinec("build", PIPELINE, "--out", folder)
    return folder


@pytest.fixture(scope="module")
def box(bundle: Path) -> Iterator[Box]:
    """A box with everything deployed."""
    with Box() as started:
        deploy(started, bundle)
        yield started


@pytest.fixture(autouse=True)
def _fresh(box: Box) -> None:
    box.forget()


@pytest.fixture(scope="module")
def published(box: Box) -> tuple[dict[str, Any], dict[str, Any]]:
    """What an undisturbed run with real jobs answers, and what the box has seen of it."""
    status, answer = run(box, "happy")
    assert status == "SUCCEEDED", (answer.get("cause"), box.seen())
    return answer, box.seen()


def test_the_numbers_in_the_box_are_those_of_the_local_run(
    box: Box, published: tuple[dict[str, Any], dict[str, Any]], tmp_path: Path
) -> None:
    answer, seen = published
    pipelinec("run", PIPELINE, "--out", tmp_path / "local", "--quiet")
    copy_outputs(box, tmp_path / "box")
    for name in ("location_metrics", "vehicle_metrics", "daily_metrics", "overall_metrics", "user_metrics"):
        assert differences(tmp_path / "local" / name, tmp_path / "box" / name) == (0, 0), name
    assert running_clusters(box) == []
    assert [Path(job["script"]).name for job in seen["jobs"]] == ["transformation_job.py", "kpi_calculation.py"]
    check_catalog(box)
    check_results(box, answer["results"]["answer"]["queries"]["first_days"], tmp_path / "local")


@pytest.mark.usefixtures("published")
def test_every_task_fails_as_pipelinec_simulate_says(box: Box, bundle: Path) -> None:
    file = bundle / "step_function.json"
    machine = machines.read(file)
    trials = 0
    for state, task in machines.tasks(machine):
        for error in ("States.TaskFailed", "States.Timeout"):
            expected = machines.by_pipelinec(file, machine, {}, machines.Failure(state, error))
            if state not in expected.entered:
                continue
            box.forget()
            box.skip_jobs()
            box.fail_task(state=state, error=error)
            name = f"fail-{trials}"
            status, _ = run(box, name)
            left = running_clusters(box)
            own = machines.outcome(machine, status, entered(box, name), bool(left))
            assert comparable(own) == comparable(expected), (state, error)
            assert bool(left) == ("terminateCluster" in task["Resource"]), (state, error)
            end_clusters(box, left)
            trials += 1
    assert trials >= 14


def test_a_job_that_fails_ends_the_run_and_the_cluster(box: Box) -> None:
    s3 = box.client("s3", REGION)
    users = s3.get_object(Bucket=BUCKET, Key="input/users.csv")["Body"].read()
    s3.delete_object(Bucket=BUCKET, Key="input/users.csv")
    try:
        status, answer = run(box, "no-users")
    finally:
        s3.put_object(Bucket=BUCKET, Key="input/users.csv", Body=users)
    assert status == "FAILED" and "job transformation_job failed" in answer["cause"]
    assert running_clusters(box) == []
    assert "Run kpi_calculation" not in [task["state"] for task in box.seen()["tasks"]]


@pytest.mark.parametrize(
    ("state", "error", "started"),
    [("Create cluster", "States.Timeout", True), ("Run transformation_job", "States.Permissions", False)],
)
def test_a_task_that_fails_leaves_no_cluster(box: Box, state: str, error: str, started: bool) -> None:
    box.fail_task(state=state, error=error, started=started)
    status, _ = run(box, f"{state}-{error}".replace(" ", "-"))
    assert status == "FAILED"
    assert running_clusters(box) == []
    end = "Terminate the cluster found" if started else "Terminate cluster after failure"
    assert end in [task["state"] for task in box.seen()["tasks"]]


def pipelinec(*arguments: object) -> None:
    """Runs the compiler."""
    done = subprocess.run(
        [machines.program(), *map(str, arguments)], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr


def deploy(box: Box, bundle: Path) -> None:
    """Uploads the bundle and the input, and makes what the state machine calls."""
    s3 = box.client("s3", REGION)
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    for file in (bundle / "jobs").iterdir():
        s3.upload_file(str(file), BUCKET, f"emr-scripts/{file.name}")
    for file in (PIPELINE / "data").iterdir():
        s3.upload_file(str(file), BUCKET, f"input/{file.name}")
    roles = json.loads((bundle / "iam/roles.json").read_text())["roles"]
    iam = box.client("iam", REGION)
    for role in roles:
        trust = (bundle / role["AssumeRolePolicyDocument"]).read_text().replace("${AWS::AccountId}", ACCOUNT)
        iam.create_role(RoleName=role["RoleName"], AssumeRolePolicyDocument=trust)
    arn = f"arn:aws:iam::{ACCOUNT}:role/"
    glue = box.client("glue", REGION)
    glue.create_database(**json.loads((bundle / "glue/database.json").read_text()))
    crawler = (bundle / "glue/crawler.json").read_text().replace("${AWS::AccountId}", ACCOUNT)
    glue.create_crawler(**json.loads(crawler))
    box.client("lambda", REGION).create_function(
        FunctionName="athena-lambda",
        Runtime="python3.13",
        Handler="lambda_function.lambda_handler",
        Role=f"{arn}car_rental-lab-query",
        Timeout=60,
        Code={"ZipFile": next((bundle / "lambda").glob("*.zip")).read_bytes()},
    )
    box.client("stepfunctions", REGION).create_state_machine(
        name="car_rental-lab",
        definition=(bundle / "step_function.json").read_text(),
        roleArn=f"{arn}car_rental-lab-states",
    )


def run(box: Box, name: str) -> tuple[str, dict[str, Any]]:
    """One execution: how it ended, and its output or error."""
    states = box.client("stepfunctions", REGION)
    machine = f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:car_rental-lab"
    execution = states.start_execution(stateMachineArn=machine, name=name, input="{}")["executionArn"]
    deadline = time.monotonic() + RUN_SECONDS
    while time.monotonic() < deadline:
        told = states.describe_execution(executionArn=execution)
        if told["status"] != "RUNNING":
            return told["status"], json.loads(told["output"]) if "output" in told else told
        time.sleep(0.2)
    raise TimeoutError(f"{name} did not end: {box.seen()}")


def running_clusters(box: Box) -> list[str]:
    """Clusters that cost money."""
    live = ["STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING"]
    return [cluster["Id"] for cluster in box.client("emr", REGION).list_clusters(ClusterStates=live)["Clusters"]]


def comparable(outcome: machines.Outcome) -> machines.Outcome:
    """Without what differs by the services, not by the interpreters.

    In `simulate` somebody else makes a cluster during the run, in the box nobody does; a crawl there takes two looks
    at least, here as long as it takes.
    """
    differing = {"Each cluster", "Is it this run's cluster?", "Another cluster", "Count the look"}
    path = tuple(state for state in outcome.path if state not in differing)
    return replace(outcome, path=path, entered=outcome.entered - differing)


def end_clusters(box: Box, clusters: list[str]) -> None:
    """What nobody else ends."""
    if clusters:
        box.client("emr", REGION).terminate_job_flows(JobFlowIds=clusters)


def entered(box: Box, name: str) -> list[str]:
    """The states that an execution went through."""
    execution = f"arn:aws:states:{REGION}:{ACCOUNT}:execution:car_rental-lab:{name}"
    pages = box.client("stepfunctions", REGION).get_paginator("get_execution_history")
    events = [event for page in pages.paginate(executionArn=execution) for event in page["events"]]
    return [event["stateEnteredEventDetails"]["name"] for event in events if "stateEnteredEventDetails" in event]


def copy_outputs(box: Box, folder: Path) -> None:
    """The bucket's outputs as files."""
    s3 = box.client("s3", REGION)
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix="output/"):
        for entry in page.get("Contents", []):
            file = folder / entry["Key"].removeprefix("output/")
            file.parent.mkdir(parents=True, exist_ok=True)
            s3.download_file(BUCKET, entry["Key"], str(file))


def differences(one: Path, other: Path) -> tuple[int, int]:
    """How many rows only one of two datasets has."""
    tables = [f"read_parquet('{folder}/**/*.parquet')" for folder in (one, other)]
    assert count(tables[0]) > 0
    one_only, other_only = (
        count(f"(SELECT * FROM {a} EXCEPT ALL SELECT * FROM {b})") for a, b in (tables, tables[::-1])
    )
    return one_only, other_only


def count(rows: str) -> int:
    """How many rows there are."""
    return duckdb.sql(f"SELECT count(*) FROM {rows}").fetchall()[0][0]


def check_catalog(box: Box) -> None:
    """The crawler has made a table of every dataset."""
    tables = box.client("glue", REGION).get_tables(DatabaseName="lab4emr-db")["TableList"]
    assert len(tables) == 9
    columns = next(t for t in tables if t["Name"] == "daily_metrics")["StorageDescriptor"]["Columns"]
    assert {"Name": "rental_date", "Type": "date"} in columns


def check_results(box: Box, query: dict[str, str], local: Path) -> None:
    """The function's answer names a CSV with the local run's first ten days."""
    key = query["OutputLocation"].removeprefix(f"s3://{BUCKET}/")
    assert key.startswith("athena_results/")
    text = box.client("s3", REGION).get_object(Bucket=BUCKET, Key=key)["Body"].read().decode()
    header, *rows = csv.reader(io.StringIO(text))
    days = f"read_parquet('{local}/daily_metrics/**/*.parquet')"
    expected = duckdb.sql(f"SELECT {', '.join(header)} FROM {days} ORDER BY rental_date LIMIT 10").fetchall()
    assert rows == [["" if value is None else str(value) for value in row] for row in expected]
