"""The Spark session, with every setting that the meaning of a job depends on."""

from __future__ import annotations

from pyspark.sql import SparkSession

SETTINGS = {
    # Overflow and bad casts fail instead of wrapping around or turning into null.
    "spark.sql.ansi.enabled": "true",
    # A timestamp is a UTC wall clock on every engine.
    "spark.sql.session.timeZone": "UTC",
    # Decimals keep the digits their types promise, or fail.
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",
    # `userId` and `userid` are two columns.
    "spark.sql.caseSensitive": "true",
    # `'\d'` in SQL text means the same everywhere, `TIMESTAMP` is the UTC instant.
    "spark.sql.parser.escapedStringLiterals": "false",
    "spark.sql.timestampType": "TIMESTAMP_LTZ",
    "spark.sql.legacy.timeParserPolicy": "CORRECTED",
    # The deviation of one value is null, not NaN.
    "spark.sql.legacy.statisticalAggregate": "false",
    # Text between `${` and `}` is text.
    "spark.sql.variable.substitute": "false",
    # Values of partition folders are text until the declared type says otherwise.
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
    # Parquet that Athena, DataFusion and Spark read alike, whatever the century.
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
    "spark.sql.parquet.int96RebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.int96RebaseModeInWrite": "CORRECTED",
    # Should a job ever write to a published folder directly, only the partitions written are replaced.
    "spark.sql.sources.partitionOverwriteMode": "dynamic",
}


def session(name: str) -> SparkSession:
    """Starts (or joins) the Spark session of the job `name`; a cluster's own defaults never matter."""
    spark = SparkSession.builder.appName(name).getOrCreate()
    for key, value in SETTINGS.items():
        spark.conf.set(key, value)
    return spark
