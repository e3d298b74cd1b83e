"""Runs the server: prints `listening PORT`, and ends when standard input does."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from moto.core.config import default_user_config
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

from . import control, storage

default_user_config["stepfunctions"] = {"execute_state_machine": True}
default_user_config["lambda"] = {"use_docker": False}

_moto = DomainDispatcherApplication(create_backend_app)


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """`/box/...` is the bench's own, everything else AWS's."""
    path = environ["PATH_INFO"]
    if not path.startswith("/box/"):
        return _moto(environ, start)
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    if path == "/box/fail":
        control.fail_task(**json.loads(body))
    elif path == "/box/skip-jobs":
        control.skip_jobs()
    elif path == "/box/forget":
        control.forget()
    answer = json.dumps({"tasks": control.tasks(), "jobs": control.jobs()}).encode()
    start("200 OK", [("Content-Type", "application/json")])
    return [answer]


def main() -> None:
    """Serves until standard input ends."""
    with tempfile.TemporaryDirectory(prefix="box-") as folder:
        storage.use(Path(folder))
        server = make_server("127.0.0.1", 0, application, threaded=True)
        os.environ["MOTO_PORT"] = str(server.server_port)
        # Only now: these read the port, and load much of moto.
        from . import athena, crawler, emr, function, interpreter, tasks

        for part in (interpreter, tasks, emr, crawler, athena, function):
            part.install()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print(f"listening {server.server_port}", flush=True)
        sys.stdin.read()
        server.shutdown()


if __name__ == "__main__":
    main()
