"""Runs conformance statements on the Spark of this interpreter: `spark_cases.py STATEMENTS.json OUTCOMES.json`."""

import json
import os
import sys
import time
from pathlib import Path

os.environ["TZ"] = "UTC"
time.tzset()
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "spark-jobs"))

import cases  # noqa: E402
from pipelinec_runtime.session import session  # noqa: E402
from pyspark.sql import SparkSession  # noqa: E402
from pyspark.sql.types import ArrayType, DataType, DateType, DecimalType, TimestampType  # noqa: E402

#: So that expressions run as in a job, not while the query is planned.
#: Little work for a row or two; and expressions run as in a job, not while the query is planned.
QUICK = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.optimizer.excludedRules": "org.apache.spark.sql.catalyst.optimizer.ConvertToLocalRelation",
}


def run(spark: SparkSession, sql: str) -> tuple[str, list[list]]:
    """The type of the column `value`, and the rows: numbers and times that Python would show otherwise as text."""
    rows = spark.sql(sql)
    kind = rows.schema["value"].dataType.simpleString()
    texts = [f"CAST(`{field.name}` AS {_as_text(field.dataType)}) AS `{field.name}`" for field in rows.schema]
    return kind, [list(row) for row in rows.selectExpr(*texts).collect()]


def _as_text(kind: DataType) -> str:
    if isinstance(kind, ArrayType):
        return f"array<{_as_text(kind.elementType)}>"
    is_text = isinstance(kind, (DateType, TimestampType, DecimalType))
    return "string" if is_text else kind.simpleString()


def main() -> None:
    """Reads the statements, writes their outcomes."""
    asked, answered = map(Path, sys.argv[1:])
    builder = SparkSession.builder.master("local[1]")
    for key, value in QUICK.items():
        builder = builder.config(key, value)
    builder.getOrCreate()
    spark = session("conformance")
    spark.sparkContext.setLogLevel("OFF")
    found = [cases.outcome(one, lambda sql: run(spark, sql)) for one in json.loads(asked.read_text())]
    answered.write_text(json.dumps(found))
    spark.stop()


if __name__ == "__main__":
    main()
