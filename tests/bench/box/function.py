"""Lambda functions that run: the uploaded archive's handler in a Python process, whose AWS is this box."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from typing import Any

from moto.awslambda_simple.models import LambdaSimpleBackend

#: Calls the handler as Lambda does: an error is an answer too.
RUNNER = """
import importlib, json, sys, time
module, handler, seconds = sys.argv[1:]
class Context:
    end = time.monotonic() + int(seconds)
    def get_remaining_time_in_millis(self):
        return int((self.end - time.monotonic()) * 1000)
event = json.load(sys.stdin)
try:
    answer = getattr(importlib.import_module(module), handler)(event, Context())
    print(json.dumps({"answer": answer}))
except Exception as error:
    print(json.dumps({"error": {"errorType": type(error).__name__, "errorMessage": str(error)}}))
"""


def install() -> None:
    """Replaces moto's echo."""
    LambdaSimpleBackend.invoke = _invoke


def _invoke(
    self: LambdaSimpleBackend,
    function_name: str,
    qualifier: str | None,
    body: Any,
    headers: Any,
    response_headers: dict[str, str],
) -> bytes:
    function = self.get_function(function_name, qualifier)
    module, _, handler = function.handler.rpartition(".")
    with tempfile.TemporaryDirectory() as folder:
        zipfile.ZipFile(io.BytesIO(function.code_bytes)).extractall(folder)
        done = subprocess.run(
            [sys.executable, "-c", RUNNER, module, handler, str(function.timeout)],
            cwd=folder,
            env=_environment(self.region_name, folder),
            input=body or "{}",
            capture_output=True,
            text=True,
            check=True,
            timeout=function.timeout,
        )
    told = json.loads(done.stdout.splitlines()[-1])
    if "error" in told:
        response_headers["x-amz-function-error"] = "Unhandled"
        return json.dumps(told["error"]).encode()
    return json.dumps(told["answer"]).encode()


def _environment(region: str, folder: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": folder,
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_ACCESS_KEY_ID": "box",
        "AWS_SECRET_ACCESS_KEY": "box",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{os.environ['MOTO_PORT']}",
    }
