"""`start`, `status`, `logs` and backfills against the box: its protocols, real Spark jobs, real failures."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import machines
import pytest
from box.client import Box, credentials

BUCKET = "example-days"
REGION = "eu-west-1"
MACHINE = "days-lab"
SECONDS = 240

SPEC = """\
pipeline: days
params:
  run_date: { type: date, default: today }
  least: { type: "decimal(10,2)", default: 0 }
inputs:
  events:
    path: events.csv
    columns:
      day: date not null
      amount: decimal(10,2) not null
transforms:
  one_day:
    from: events
    steps:
      - filter: day = :run_date and amount > :least - 1000
    mode: append
checks:
  one_day:
    - expect: amount >= 0
jobs:
  daily: [one_day]
"""

ENVIRONMENTS = f"""\
environments:
  lab:
    region: {REGION}
    bucket: {BUCKET}
    compute: {{ kind: emr, service_role: EMR_DefaultRole, instance_profile: EMR_EC2_DefaultRole }}
    catalog: {{ kind: tables }}
"""

GOOD = "day,amount\n" + "".join(f"2024-01-0{day},{day}.50\n" for day in range(1, 6))
BAD = GOOD.replace("2024-01-03,3.50", "2024-01-03,-3.50")


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pipeline of one job that takes one day."""
    folder = tmp_path_factory.mktemp("days")
    (folder / "pipeline.yaml").write_text(SPEC)
    (folder / "environments.yaml").write_text(ENVIRONMENTS)
    return folder


@pytest.fixture(scope="module")
def box(spec: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    """A box where it is deployed behind the alias `live`."""
    bundle = tmp_path_factory.mktemp("bundle")
    built = subprocess.run(
        [machines.program(), "build", str(spec), "--out", str(bundle)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert built.returncode == 0, built.stderr
    with Box() as started:
        s3 = started.client("s3", REGION)
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
        for file in (bundle / "jobs").iterdir():
            s3.upload_file(str(file), BUCKET, f"scripts/{file.name}")
        deploy_machine(started, bundle)
        yield started


@pytest.fixture(autouse=True)
def _fresh(box: Box) -> None:
    box.forget()
    put_events(box, GOOD)


def deploy_machine(box: Box, bundle: Path) -> None:
    """The state machine, a version and the alias."""
    states = box.client("stepfunctions", REGION)
    made = states.create_state_machine(
        name=MACHINE,
        definition=(bundle / "step_function.json").read_text().replace("${AWS::AccountId}", "123456789012"),
        roleArn="arn:aws:iam::123456789012:role/states",
        publish=True,
    )
    route = [{"stateMachineVersionArn": made["stateMachineVersionArn"], "weight": 100}]
    states.create_state_machine_alias(name="live", routingConfiguration=route)


def put_events(box: Box, text: str) -> None:
    """The input."""
    box.client("s3", REGION).put_object(Bucket=BUCKET, Key="input/events.csv", Body=text.encode())


def command(box: Box, *words: object) -> tuple[list[str], dict[str, str]]:
    """A command line, and the environment for it."""
    line = [machines.program(), *map(str, words), "--endpoint-url", box.address]
    return line, {**os.environ, **credentials()}


def pipelinec(box: Box, *words: object) -> subprocess.CompletedProcess[str]:
    """Runs a command."""
    line, env = command(box, *words)
    return subprocess.run(line, env=env, capture_output=True, text=True, check=False, timeout=SECONDS)


def events(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    """What `--format json` printed."""
    return [json.loads(line) for line in done.stdout.splitlines()]


def executions(box: Box) -> list[str]:
    """Names of all that were started."""
    machine = f"arn:aws:states:{REGION}:123456789012:stateMachine:{MACHINE}"
    found = box.client("stepfunctions", REGION).list_executions(stateMachineArn=machine)["executions"]
    return sorted(execution["name"] for execution in found)


def test_a_followed_run_tells_its_stages(box: Box, spec: Path) -> None:
    done = pipelinec(box, "start", spec, "--follow", "--param", "run_date=2024-01-02", "--format", "json")
    assert done.returncode == 0, (done.stdout, done.stderr, box.seen())
    told = events(done)
    assert told[0]["event"] == "run" and told[0]["version"] == "1" and not told[0]["was_running"]
    ended = [event["stage"]["name"] for event in told if event["event"] == "ended"]
    assert ended == ["Create cluster", "Run daily", "Terminate cluster"]
    assert told[-1]["event"] == "succeeded" and told[-1]["execution"] in executions(box)
    job = next(event["stage"] for event in told if event["event"] == "ended" and event["stage"]["name"] == "Run daily")
    assert job["status"] == "succeeded" and job["ended"] - job["started"] > 0.5
    status = pipelinec(box, "status", spec)
    assert status.returncode == 0 and told[0]["execution"] in status.stdout and "version 1" in status.stdout


def test_the_same_command_twice_is_one_run_while_it_lasts(box: Box, spec: Path) -> None:
    words = ("start", spec, "--param", "run_date=2024-01-05", "--format", "json")
    first, second = (events(pipelinec(box, *words))[0] for _ in range(2))
    assert first["execution"] == second["execution"] and second["was_running"]
    followed = pipelinec(box, *words, "--follow")
    assert followed.returncode == 0 and events(followed)[0]["execution"] == first["execution"]
    again = events(pipelinec(box, *words))[0]
    assert again["execution"] == first["execution"].removesuffix("-1") + "-2"
    assert pipelinec(box, *words, "--follow").returncode == 0


def test_a_failed_job_tells_log_and_line(box: Box, spec: Path) -> None:
    put_events(box, BAD)
    done = pipelinec(box, "start", spec, "--follow", "--param", "run_date=2024-01-03")
    assert done.returncode == 1, done.stderr
    assert "failed: Run daily" in done.stderr
    assert f"s3://{BUCKET}/logs/" in done.stderr and "amount >= 0" in done.stderr
    line = 1 + SPEC.splitlines().index("  one_day:")
    assert f"pipeline.yaml:{line}  one_day:" in done.stderr, done.stderr
    logs = pipelinec(box, "logs", spec, "--tail", "5")
    assert logs.returncode == 0 and "amount >= 0" in logs.stdout and "/stderr.gz <==" in logs.stdout
    assert "has started `daily`" in pipelinec(box, "logs", spec, "--job", "dayly").stderr


def test_a_backfill_goes_on_where_it_stopped(box: Box, spec: Path) -> None:
    put_events(box, BAD)
    words = ("start", spec, "--param", "run_date=2024-01-01..2024-01-05", "--parallel", "3", "--format", "json")
    done = pipelinec(box, *words)
    assert done.returncode == 1, (done.stdout, done.stderr)
    assert events(done)[-1] == {"event": "summary", "succeeded": 4, "before": 0, "failed": ["2024-01-03"]}
    put_events(box, GOOD)
    ran = len(box.seen()["jobs"])
    done = pipelinec(box, *words)
    assert done.returncode == 0, (done.stdout, done.stderr)
    assert events(done)[-1] == {"event": "summary", "succeeded": 1, "before": 4, "failed": []}
    assert len(box.seen()["jobs"]) == ran + 1
    assert len([name for name in executions(box) if name.startswith("backfill-")]) == 6


def test_ctrl_c_stops_following_not_the_run(box: Box, spec: Path) -> None:
    line, env = command(box, "start", spec, "--follow", "--param", "run_date=2024-01-04")
    process = subprocess.Popen(line, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    first = process.stderr.readline()
    process.send_signal(signal.SIGINT)
    _, rest = process.communicate(timeout=30)
    assert process.returncode == 130 and "the run goes on" in rest
    name = first.split()[1]
    arn = f"arn:aws:states:{REGION}:123456789012:execution:{MACHINE}:{name}"
    deadline = time.monotonic() + SECONDS
    while (status := box.client("stepfunctions", REGION).describe_execution(executionArn=arn)["status"]) == "RUNNING":
        assert time.monotonic() < deadline
        time.sleep(0.5)
    assert status == "SUCCEEDED"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("start", "--param", "run_dat=2024-01-01"), "did you mean `run_date`"),
        (("start", "--param", "run_date=2024-02-30"), "not a day"),
        (("start", "--param", "run_date=2024-02-01..2024-01-01"), "the range ends before"),
        (("start", "--param", "run_date=2020-01-01..2024-01-01"), "1462 days"),
        (("start", "--param", "least=2024-01-01..2024-01-02"), "only a date parameter"),
        (("logs", "--execution", "run-none-1"), "there is no run `run-none-1`"),
    ],
)
def test_mistakes_start_nothing(box: Box, spec: Path, words: tuple[str, ...], said: str) -> None:
    before = executions(box)
    done = pipelinec(box, words[0], spec, *words[1:])
    assert done.returncode == 1 and said in done.stderr, done.stderr
    assert executions(box) == before


def test_nothing_deployed(box: Box, spec: Path, tmp_path: Path) -> None:
    (tmp_path / "pipeline.yaml").write_text(SPEC.replace("pipeline: days", "pipeline: nights"))
    (tmp_path / "environments.yaml").write_text(ENVIRONMENTS)
    done = pipelinec(box, "start", tmp_path)
    assert done.returncode == 1 and "nothing is deployed" in done.stderr and "deploy the bundle first" in done.stderr
    line, env = command(box, "status", spec)
    del env["AWS_ACCESS_KEY_ID"], env["AWS_SECRET_ACCESS_KEY"]
    env |= {"AWS_EC2_METADATA_DISABLED": "true", "HOME": str(tmp_path)}
    done = subprocess.run(line, env=env, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1 and "no credentials" in done.stderr, done.stderr
