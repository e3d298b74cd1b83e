"""Starts and stops the server: a process of its own, on a free loopback port, that ends with this one."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
import zlib
from pathlib import Path
from types import TracebackType

from .client import Client

HERE = Path(__file__).parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "pipelinec"
START_SECONDS, STOP_SECONDS = 120, 20
#: What the launcher prints, in its log's line.
_LISTENING = "listening "


def jars() -> Path:
    """The folder of the server's jars, fetched once by Maven."""
    pom = HERE / "pom.xml"
    folder = CACHE / f"trino-{zlib.crc32(pom.read_bytes()):08x}"
    if not (folder / "ready").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        # In the cache, because Maven writes beside the pom.
        shutil.copy(pom, folder)
        wanted = ["dependency:copy-dependencies", "-DincludeScope=runtime", "-DoutputDirectory=."]
        subprocess.run(["mvn", "-q", "-B", "-ntp", *wanted], cwd=folder, check=True)
        (folder / "ready").touch()
    return folder


class Server:
    """`with Server() as client:` runs statements on a server of its own."""

    def __init__(self, heap: str = "1g") -> None:
        """Nothing runs yet."""
        self._heap = heap
        self._process: subprocess.Popen[bytes] | None = None
        self._log = tempfile.NamedTemporaryFile(prefix="trino-", suffix=".log")  # noqa: SIM115

    def __enter__(self) -> Client:
        """Starts it and waits until it answers."""
        java = ["java", f"-Xmx{self._heap}", "-cp", f"{jars()}/*", str(HERE / "Server.java")]
        # A JVM option of the tests' environment would only add lines to the log.
        environment = {k: v for k, v in os.environ.items() if k != "JAVA_TOOL_OPTIONS"}
        self._process = subprocess.Popen(
            java, stdin=subprocess.PIPE, stdout=self._log, stderr=self._log, env=environment
        )
        try:
            return Client(self._address(self._process))
        except BaseException:
            self._stop()
            raise

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stops it."""
        self._stop()

    def _address(self, process: subprocess.Popen[bytes]) -> str:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            for line in self._read_log().splitlines():
                if _LISTENING in line:
                    return line.partition(_LISTENING)[2].strip()
            if process.poll() is not None:
                break
            time.sleep(0.2)
        raise RuntimeError(f"the Trino server did not start:\n{self._read_log()[-4000:]}")

    def _read_log(self) -> str:
        return Path(self._log.name).read_text(errors="replace")

    def _stop(self) -> None:
        if self._process is None:
            return
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()
