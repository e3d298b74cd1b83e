"""A proxy between the program and an AWS endpoint: it counts calls, and spoils the ones that a trial names."""

from __future__ import annotations

import http.client
import re
import threading
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "expect"}
REST_XML = {"s3"}


@dataclass(frozen=True)
class Call:
    """One request: `Action` of the protocol, or method and path where the protocol has none."""

    service: str
    operation: str


@dataclass(frozen=True)
class Answer:
    """An error that the proxy gives in the service's stead."""

    status: int
    code: str


@dataclass(frozen=True)
class Fault:
    """What happens to call `at` (counted from 0), and the `times - 1` calls after it.

    `before` runs ahead of forwarding, `after` between the service's doing and its answer (both may kill the
    program). Then `answer` stands in for forwarding; `unread` drops the connection before the body is read;
    `dropped` forwards, and drops the answer.
    """

    at: int
    times: int = 1
    before: Callable[[], None] | None = None
    after: Callable[[], None] | None = None
    answer: Answer | None = None
    unread: bool = False
    dropped: bool = False


class Proxy:
    """The calls seen so far, and the faults to come. `address` is what the program is given."""

    def __init__(self, upstream: str) -> None:
        """`upstream`: the endpoint, as `http://host:port`."""
        parts = urllib.parse.urlsplit(upstream)
        self.upstream = (parts.hostname, parts.port)
        self.address = ""
        self._lock = threading.Lock()
        self._calls: list[Call] = []
        self._fault: Fault | None = None

    def reset(self, fault: Fault | None = None) -> None:
        """Before a trial: counts from 0 again."""
        with self._lock:
            self._calls.clear()
            self._fault = fault

    def calls(self) -> list[Call]:
        """Every call since the last `reset`, in the order of arrival."""
        with self._lock:
            return list(self._calls)

    def arrived(self, call: Call) -> Fault | None:
        """Counts a call, and tells its fault."""
        with self._lock:
            number = len(self._calls)
            self._calls.append(call)
            fault = self._fault
        return fault if fault and fault.at <= number < fault.at + fault.times else None

    def comes(self) -> Fault | None:
        """The fault of the call that would arrive now: asked before its body is read."""
        with self._lock:
            fault = self._fault
            return fault if fault and fault.at <= len(self._calls) < fault.at + fault.times else None


@contextmanager
def proxy(upstream: str) -> Iterator[Proxy]:
    """A proxy on a free loopback port, which ends with the block."""
    made = Proxy(upstream)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("BoundHandler", (Handler,), {"proxy": made}))
    server.daemon_threads = True
    made.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield made
    finally:
        server.shutdown()
        server.socket.close()


class Handler(BaseHTTPRequestHandler):
    """One connection. The base class answers `Expect: 100-continue`."""

    protocol_version = "HTTP/1.1"
    proxy: Proxy

    def log_message(self, *_: object) -> None:
        """Says nothing: a trial asks `Proxy.calls`."""

    def _handle(self) -> None:
        coming = self.proxy.comes()
        if coming and coming.unread:
            self.proxy.arrived(call_of(self.command, self.path, self.headers, b""))
            self.close_connection = True
            return
        body = self._body()
        call = call_of(self.command, self.path, self.headers, body)
        fault = self.proxy.arrived(call) or Fault(at=0)
        if fault.before:
            fault.before()
            self.close_connection = True
            return
        if fault.answer:
            self._answer(*error_answer(call, fault.answer))
            return
        status, headers, content = self._forward(body)
        if fault.after:
            fault.after()
        if fault.after or fault.dropped:
            self.close_connection = True
            return
        self._answer(status, headers, content)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = do_PATCH = _handle  # noqa: N815 (names of the base class)

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return b"".join(parts)

    def _forward(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        connection = http.client.HTTPConnection(*self.proxy.upstream, timeout=60)
        try:
            connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                if name.lower() not in HOP_BY_HOP:
                    connection.putheader(name, value)
            connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            answer = connection.getresponse()
            content = answer.read()
            headers = [(n, v) for n, v in answer.getheaders() if n.lower() not in HOP_BY_HOP]
            if self.command == "HEAD" and (length := answer.getheader("Content-Length")):
                headers.append(("Content-Length", length))
            return answer.status, headers, content
        finally:
            connection.close()

    def _answer(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        if self.command != "HEAD" and status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)


def call_of(method: str, path: str, headers: http.client.HTTPMessage, body: bytes) -> Call:
    """Which call a request is; the service is the one it is signed for."""
    signed = re.search(r"Credential=[^/]*/[^/]*/[^/]*/([^/]*)/", headers.get("Authorization", ""))
    service = signed.group(1) if signed else "unsigned"
    if target := headers.get("X-Amz-Target"):
        return Call(service, target.rsplit(".", 1)[-1])
    form = headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded")
    if form and (action := urllib.parse.parse_qs(body.decode()).get("Action")):
        return Call(service, action[0])
    return Call(service, f"{method} {path}")


def error_answer(call: Call, answer: Answer) -> tuple[int, list[tuple[str, str]], bytes]:
    """An error in the service's own protocol: XML for S3, IAM and STS, JSON for the others."""
    if call.service in REST_XML | {"iam", "sts"}:
        error = f"<Error><Code>{answer.code}</Code><Message>by the trial</Message></Error>"
        if call.service not in REST_XML:
            error = f"<ErrorResponse>{error}<RequestId>trial</RequestId></ErrorResponse>"
        return answer.status, [("Content-Type", "application/xml")], error.encode()
    content = f'{{"__type": "{answer.code}", "message": "by the trial"}}'.encode()
    return answer.status, [("Content-Type", "application/x-amz-json-1.1"), ("x-amzn-ErrorType", answer.code)], content
