"""Trino's HTTP protocol, as much of it as tests need."""

from __future__ import annotations

import json
import time
import urllib.parse
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

#: Athena's engine works in UTC; with `PARAMETRIC_DATETIME` types keep their precision.
_HEADERS = {
    "X-Trino-User": "pipelinec",
    "X-Trino-Catalog": "memory",
    "X-Trino-Time-Zone": "UTC",
    "X-Trino-Language": "en-US",
    "X-Trino-Client-Capabilities": "PARAMETRIC_DATETIME",
}


class QueryError(Exception):
    """What Trino says about a statement that it does not run."""


@dataclass
class Answer:
    """Rows as the protocol gives them: decimals, dates and timestamps are text."""

    columns: list[str] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    rows: list[list[Any]] = field(default_factory=list)


class Client:
    """Runs statements in the catalog `memory`."""

    def __init__(self, address: str) -> None:
        """`address` is where the server listens."""
        self._address = address

    def run(self, sql: str, schema: str | None = None, parameters: Sequence[str] | None = None) -> Answer:
        """Runs one statement; `parameters` are SQL literals for its `?`, as Athena's execution parameters are."""
        headers = dict(_HEADERS)
        if schema is not None:
            headers["X-Trino-Schema"] = schema
        if parameters:
            headers["X-Trino-Prepared-Statement"] = "prepared=" + urllib.parse.quote_plus(sql)
            sql = "EXECUTE prepared USING " + ", ".join(parameters)
        answer = Answer()
        page = _ask(f"{self._address}/v1/statement", headers, sql.encode())
        while True:
            if "error" in page:
                error = page["error"]
                raise QueryError(f"{error['errorName']}: {error['message']}\n{sql[:2000]}")
            if "columns" in page:
                answer.columns = [column["name"] for column in page["columns"]]
                answer.types = [column["type"] for column in page["columns"]]
            answer.rows += page.get("data", [])
            if "nextUri" not in page:
                return answer
            if not page.get("data"):
                time.sleep(0.01)
            page = _ask(page["nextUri"], headers)


def _ask(address: str, headers: dict[str, str], body: bytes | None = None) -> dict[str, Any]:
    request = urllib.request.Request(address, data=body, headers=headers)
    with urllib.request.urlopen(request, timeout=120) as response:
        return json.load(response)
