"""The snapshot sees what changes, and only that."""

from __future__ import annotations

import json
import sys
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bench"))

from box.client import Box
from snapshot import snapshot

REGION = "us-east-1"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "glue.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}
POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}


def fill(box: Box, content: bytes) -> None:
    """Makes a thing or two of several services."""
    s3 = box.client("s3", REGION)
    s3.create_bucket(Bucket="lake")
    s3.put_object(Bucket="lake", Key="job.py", Body=content)
    iam = box.client("iam", REGION)
    iam.create_role(RoleName="runs", AssumeRolePolicyDocument=json.dumps(TRUST))
    iam.put_role_policy(RoleName="runs", PolicyName="own", PolicyDocument=json.dumps(POLICY))
    glue = box.client("glue", REGION)
    glue.create_database(DatabaseInput={"Name": "rental"})
    glue.create_table(DatabaseName="rental", TableInput={"Name": "kpi"})
    box.client("logs", REGION).create_log_group(logGroupName="/runs")


def test_equal_accounts_are_equal_and_others_differ_where_they_do() -> None:
    with Box() as box:
        empty = snapshot(box, REGION)
        fill(box, b"one")
        first = snapshot(box, REGION)
        made = {
            "bucket/lake",
            "object/lake/job.py",
            "role/runs",
            "database/rental",
            "table/rental/kpi",
            "log-group//runs",
        }
        assert set(first) - set(empty) == made
        urllib.request.urlopen(urllib.request.Request(f"{box.address}/moto-api/reset", b"")).close()
        assert snapshot(box, REGION) == empty
        fill(box, b"two")
        box.client("iam", REGION).delete_role_policy(RoleName="runs", PolicyName="own")
        second = snapshot(box, REGION)
        assert {name for name in first if first[name] != second[name]} == {"object/lake/job.py", "role/runs"}
