"""Starts a box for a test, and talks to it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Any

import boto3

BENCH = Path(__file__).resolve().parents[1]


class Box:
    """`with Box() as box: box.client("s3", region)`: a server process that ends with the block."""

    def __enter__(self) -> Box:
        """Starts it."""
        self._log = tempfile.TemporaryFile("w+")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "box"],
            cwd=BENCH,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            env={**os.environ, **credentials(), "JAVA_TOOL_OPTIONS": ""},
        )
        line = self._process.stdout.readline().split()
        if line[:1] != ["listening"]:
            self._process.wait(20)
            self._log.seek(0)
            raise RuntimeError(f"the box did not start:\n{self._log.read()[-4000:]}")
        self.address = f"http://127.0.0.1:{line[1]}"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stops it."""
        self._process.stdin.close()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def client(self, service: str, region: str) -> Any:
        """boto3's client of a service."""
        keys = {"aws_access_key_id": "box", "aws_secret_access_key": "box"}
        return boto3.client(service, region_name=region, endpoint_url=self.address, **keys)

    def enforce_iam(self) -> None:
        """From now on every call needs keys and a policy that allows it (moto's own switch)."""
        request = urllib.request.Request(f"{self.address}/moto-api/reset-auth", b"0", {"Content-Type": "text/plain"})
        urllib.request.urlopen(request).close()

    def fail_task(self, **failure: Any) -> None:
        """See `control.fail_task`."""
        self._ask("fail", failure)

    def skip_jobs(self) -> None:
        """See `control.skip_jobs`."""
        self._ask("skip-jobs", {})

    def forget(self) -> None:
        """See `control.forget`."""
        self._ask("forget", {})

    def seen(self) -> dict[str, Any]:
        """`tasks` called and `jobs` run."""
        return self._ask("seen", {})

    def _ask(self, what: str, given: dict[str, Any]) -> dict[str, Any]:
        request = urllib.request.Request(f"{self.address}/box/{what}", json.dumps(given).encode())
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)


def credentials() -> dict[str, str]:
    """Of nobody: moto wants some."""
    return {"AWS_ACCESS_KEY_ID": "box", "AWS_SECRET_ACCESS_KEY": "box", "AWS_DEFAULT_REGION": "eu-west-1"}
