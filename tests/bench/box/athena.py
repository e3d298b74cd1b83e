"""Athena's queries, on DuckDB over the tables' files: the values are real, Athena's own SQL rules are not.

`tests/engines` runs the same statements on a Trino server.
"""

from __future__ import annotations

import csv
import io
import json
import threading
from typing import Any

import duckdb
import sqlglot
from moto.athena.models import AthenaBackend, Execution
from moto.athena.responses import AthenaResponse
from moto.glue.models import GlueBackend, glue_backends
from sqlglot import exp

from . import storage


def install() -> None:
    """Makes moto's queries run."""
    AthenaBackend.start_query_execution = _start
    Execution.advance = lambda self: None
    Execution.status = property(lambda self: self.state, lambda *_: None)
    answer = AthenaResponse.get_query_execution

    def with_reason(self: AthenaResponse) -> str:
        told = json.loads(answer(self))
        query = told["QueryExecution"]
        reason = self.athena_backend.executions[query["QueryExecutionId"]].reason
        query["Status"] |= {"StateChangeReason": reason} if reason else {}
        return json.dumps(told)

    AthenaResponse.get_query_execution = with_reason


def _start(
    self: AthenaBackend,
    query: str,
    context: dict[str, str],
    config: dict[str, str],
    workgroup: str,
    execution_parameters: list[str] | None,
) -> str:
    group = self.work_groups.get(workgroup)
    settings = (group.configuration if group else None) or {}
    # Named in the call, or by the workgroup; moto adds the file's name.
    place = config or {"OutputLocation": settings["ResultConfiguration"]["OutputLocation"]}
    run = Execution(query, context, dict(place), group, execution_parameters)
    run.state, run.reason = "RUNNING", None
    self.executions[run.id] = run
    glue = glue_backends[self.account_id][self.region_name]
    threading.Thread(target=_run, args=(glue, run, context.get("Database", "default")), daemon=True).start()
    return run.id


def _run(glue: GlueBackend, run: Execution, database: str) -> None:
    try:
        storage.pull()
        if run.query.startswith("MSCK REPAIR TABLE"):
            # Folders are read as partitions anyway.
            run.state = "SUCCEEDED"
            return
        answer = _execute(glue, database, run.query, run.execution_parameters or [])
        columns = [column[0] for column in answer.description]
        storage.write(run.config["OutputLocation"], _as_csv(columns, answer.fetchall()))
        run.state = "SUCCEEDED"
    except Exception as error:  # whatever it was, the query has failed and says why
        run.reason = str(error)
        run.state = "FAILED"


def _execute(glue: GlueBackend, database: str, sql: str, parameters: list[str]) -> duckdb.DuckDBPyConnection:
    statement = sqlglot.parse_one(sql, read="athena")
    for place, parameter in zip(list(statement.find_all(exp.Placeholder, bfs=False)), parameters, strict=True):
        place.replace(sqlglot.parse_one(parameter, read="athena"))
    within = {each.alias for each in statement.find_all(exp.CTE)}
    connection = duckdb.connect()
    for table in statement.find_all(exp.Table):
        if table.name not in within:
            _make_view(connection, glue, table.db or database, table.name)
            table.set("db", None)
    return connection.execute(statement.sql("duckdb"))


def _make_view(connection: duckdb.DuckDBPyConnection, glue: GlueBackend, database: str, name: str) -> None:
    place = glue.get_table(database, name).as_dict()["StorageDescriptor"]["Location"]
    files = storage.local(place) / "**" / "*.parquet"
    connection.execute(
        f"CREATE OR REPLACE VIEW \"{name}\" AS SELECT * FROM read_parquet('{files}', hive_partitioning = true)"
    )


def _as_csv(columns: list[str], rows: list[tuple[Any, ...]]) -> bytes:
    """As Athena writes it: everything quoted. A null is an empty text here, on Athena nothing."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(columns)
    writer.writerows([None if value is None else str(value) for value in row] for row in rows)
    return text.getvalue().encode()
