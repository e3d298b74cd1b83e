"""A Glue crawler that makes tables out of Parquet files, and the way its state shows while it does.

`LastCrawl` is absent until the first crawl has ended: believed to be AWS's way, and the harder one for a poll. Not as
Glue: every target is one table, which is never split or merged.
"""

from __future__ import annotations

import threading
from typing import Any

import duckdb
from moto.core.utils import utcnow
from moto.glue.models import FakeCrawl, FakeCrawler, GlueBackend

from . import storage

#: Glue's names of DuckDB's types; decimals are the same.
TYPES = {"BIGINT": "bigint", "INTEGER": "int", "DOUBLE": "double", "VARCHAR": "string", "BOOLEAN": "boolean"}
TYPES |= {"DATE": "date", "TIMESTAMP": "timestamp", "TIMESTAMP WITH TIME ZONE": "timestamp"}


def install() -> None:
    """Makes moto's crawlers crawl."""
    as_dict = FakeCrawler.as_dict

    def described(self: FakeCrawler) -> dict[str, Any]:
        answer = as_dict(self)
        ended = [crawl for crawl in self.crawls if crawl.state != "RUNNING"]
        if ended:
            answer["LastCrawl"]["Status"] = ended[-1].state
        else:
            answer.pop("LastCrawl", None)
        return answer

    FakeCrawler.as_dict = described
    FakeCrawler.status = property(lambda self: "RUNNING" if _is_running(self) else "READY")
    FakeCrawl.state = "RUNNING"
    FakeCrawl.status = property(lambda self: "RUNNING" if self.state == "RUNNING" else "COMPLETED", lambda *_: None)
    FakeCrawl.advance = lambda self: None
    GlueBackend.start_crawler = _start


def _is_running(crawler: FakeCrawler) -> bool:
    return any(crawl.state == "RUNNING" for crawl in crawler.crawls)


def _start(self: GlueBackend, name: str) -> None:
    crawler = self.get_crawler(name)
    crawler.start_crawler()
    threading.Thread(target=_crawl, args=(self, crawler, crawler.crawls[-1]), daemon=True).start()


def _crawl(glue: GlueBackend, crawler: FakeCrawler, crawl: FakeCrawl) -> None:
    try:
        storage.pull()
        for target in crawler.targets["S3Targets"]:
            _register(glue, crawler, target["Path"])
        crawl.state = "SUCCEEDED"
    except Exception as error:  # whatever it was, the crawl has failed and says why
        crawl.error_message = str(error)
        crawl.state = "FAILED"
    crawl.end_time = utcnow()


def _register(glue: GlueBackend, crawler: FakeCrawler, path: str) -> None:
    folder = storage.local(path)
    first = next(iter(sorted(folder.rglob("*.parquet"))), None)
    if first is None:
        return
    columns = duckdb.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(first)]).fetchall()
    partitions = [part.partition("=")[0] for part in first.relative_to(folder).parts[:-1]]
    table = {
        "Name": (crawler.table_prefix or "") + folder.name.lower(),
        "TableType": "EXTERNAL_TABLE",
        "Parameters": {"classification": "parquet", "UPDATED_BY_CRAWLER": crawler.name},
        "PartitionKeys": [{"Name": name, "Type": "string"} for name in partitions],
        "StorageDescriptor": {
            "Location": path,
            "Columns": [{"Name": name, "Type": _type(kind)} for name, kind, *_ in columns if name not in partitions],
        },
    }
    database = glue.get_database(crawler.database_name)
    if table["Name"] in database.tables:
        database.tables[table["Name"]].update(table)
    else:
        glue.create_table(crawler.database_name, table["Name"], table)


def _type(kind: str) -> str:
    return kind.lower() if kind.startswith("DECIMAL") else TYPES[kind]
