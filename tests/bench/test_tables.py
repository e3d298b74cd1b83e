"""The machines that ask Athena themselves, of EMR and of EMR Serverless, over tables of the bundle.

Their jobs are skipped here: what they would publish is the local run's, so that the queries have rows.
"""

from __future__ import annotations

import csv
import io
import json
import time
from pathlib import Path

import machines
import pytest
from box.client import Box
from test_end_to_end import ACCOUNT, pipelinec


@pytest.mark.parametrize(("pipeline", "region"), [("orders", "us-east-1"), ("web_logs", "eu-central-1")])
def test_queries_of_the_state_machine_have_rows(pipeline: str, region: str, tmp_path: Path) -> None:
    folder = machines.ROOT / "pipelines" / pipeline
    pipelinec("build", folder, "--out", tmp_path / "bundle")
    pipelinec("run", folder, "--out", tmp_path / "local", "--quiet")
    with Box() as box:
        box.skip_jobs()
        execution = start(box, region, tmp_path / "bundle", tmp_path / "local")
        states = box.client("stepfunctions", region)
        while (told := states.describe_execution(executionArn=execution))["status"] == "RUNNING":
            time.sleep(0.2)
        assert told["status"] == "SUCCEEDED", told
        queries = list((tmp_path / "bundle/athena").glob("*.sql"))
        assert len(results(box, region, f"example-{pipeline.replace('_', '-')}")) == len(queries)


def start(box: Box, region: str, bundle: Path, local: Path) -> str:
    """Deploys what the machine calls, and starts it."""
    definition = (bundle / "step_function.json").read_text()
    serverless = box.client("emr-serverless", region)
    made = serverless.create_application(name="bench", releaseLabel="emr-7.12.0", type="SPARK", clientToken="bench")
    definition = definition.replace("${EmrServerlessApplicationId}", made["applicationId"])
    definition = definition.replace("${AWS::AccountId}", ACCOUNT)
    glue, s3 = box.client("glue", region), box.client("s3", region)
    database = json.loads((bundle / "glue/database.json").read_text())["DatabaseInput"]["Name"]
    # In both environments the workgroup has the database's name.
    glue.create_database(DatabaseInput={"Name": database})
    box.client("athena", region).create_work_group(Name=database)
    for file in (bundle / "glue/tables").glob("*.json"):
        table = json.loads(file.read_text())
        glue.create_table(**table)
        place = table["TableInput"]["StorageDescriptor"]["Location"].removeprefix("s3://")
        bucket, _, prefix = place.partition("/")
        if bucket not in [b["Name"] for b in s3.list_buckets()["Buckets"]]:
            where = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
            s3.create_bucket(Bucket=bucket, **where)
        dataset = local / prefix.removeprefix("output/")
        for part in dataset.rglob("*.parquet"):
            s3.upload_file(str(part), bucket, prefix + part.relative_to(dataset).as_posix())
    trust = '{"Version": "2012-10-17", "Statement": []}'
    role = box.client("iam", region).create_role(RoleName="bench", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    states = box.client("stepfunctions", region)
    machine = states.create_state_machine(name="bench", definition=definition, roleArn=role)["stateMachineArn"]
    return states.start_execution(stateMachineArn=machine, input="{}")["executionArn"]


def results(box: Box, region: str, bucket: str) -> list[list[list[str]]]:
    """The rows of every result that has rows."""
    s3 = box.client("s3", region)
    keys = [entry["Key"] for entry in s3.list_objects_v2(Bucket=bucket, Prefix="results/").get("Contents", [])]
    bodies = [s3.get_object(Bucket=bucket, Key=key)["Body"].read().decode() for key in keys]
    found = [list(csv.reader(io.StringIO(body)))[1:] for body in bodies]
    return [rows for rows in found if rows]
