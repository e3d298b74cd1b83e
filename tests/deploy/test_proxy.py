"""The proxy itself, with boto3 against the box: trials are worth what it does."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bench"))

from box.client import Box
from proxy import Answer, Call, Fault, Proxy, proxy

ONCE = Config(retries={"total_max_attempts": 1})
REGION = "us-east-1"


@pytest.fixture(scope="module")
def through() -> Iterator[Proxy]:
    """A proxy before a box with one bucket."""
    with Box() as box, proxy(box.address) as made:
        box.client("s3", REGION).create_bucket(Bucket="lake")
        yield made


def client(through: Proxy, service: str) -> Any:
    """One that does not try again."""
    keys = {"aws_access_key_id": "box", "aws_secret_access_key": "box"}
    return boto3.client(service, region_name=REGION, endpoint_url=through.address, config=ONCE, **keys)


def objects(through: Proxy) -> list[str]:
    """The keys in the bucket, without a fault."""
    through.reset()
    listing = client(through, "s3").list_objects_v2(Bucket="lake")
    return [entry["Key"] for entry in listing.get("Contents", [])]


def test_calls_are_counted_in_order_with_their_names(through: Proxy) -> None:
    through.reset()
    client(through, "s3").put_object(Bucket="lake", Key="seen", Body=b"bytes")
    assert client(through, "s3").get_object(Bucket="lake", Key="seen")["Body"].read() == b"bytes"
    assert client(through, "s3").head_object(Bucket="lake", Key="seen")["ContentLength"] == 5
    client(through, "iam").list_roles()
    client(through, "glue").get_databases()
    names = [call.operation for call in through.calls()]
    assert [name.split("?")[0] for name in names[:3]] == ["PUT /lake/seen", "GET /lake/seen", "HEAD /lake/seen"]
    assert through.calls()[3:] == [Call("iam", "ListRoles"), Call("glue", "GetDatabases")]


@pytest.mark.parametrize("service, listing", [("s3", "list_buckets"), ("iam", "list_roles"), ("glue", "get_databases")])
def test_an_error_speaks_the_protocol_of_its_service(through: Proxy, service: str, listing: str) -> None:
    through.reset(Fault(at=0, answer=Answer(403, "AccessDenied")))
    with pytest.raises(ClientError) as caught:
        getattr(client(through, service), listing)()
    assert caught.value.response["Error"]["Code"] == "AccessDenied"


def test_the_call_before_a_fault_and_after_it_pass(through: Proxy) -> None:
    through.reset(Fault(at=1, answer=Answer(400, "ThrottlingException")))
    glue = client(through, "glue")
    glue.get_databases()
    with pytest.raises(glue.exceptions.ClientError):
        glue.get_databases()
    glue.get_databases()


@pytest.mark.parametrize(
    "key, done, fault",
    [
        ("before", False, {"before": lambda: None}),
        ("unread", False, {"unread": True}),
        ("after", True, {"after": lambda: None}),
        ("dropped", True, {"dropped": True}),
    ],
)
def test_a_lost_call_is_done_or_not(through: Proxy, key: str, done: bool, fault: dict[str, Any]) -> None:
    through.reset(Fault(at=0, **fault))
    with pytest.raises(ConnectionClosedError):
        client(through, "s3").put_object(Bucket="lake", Key=key, Body=b"bytes")
    assert (key in objects(through)) == done
