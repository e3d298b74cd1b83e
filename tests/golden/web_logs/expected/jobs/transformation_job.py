"""Job `transformation_job` of the pipeline `web_logs`.

Sessions, pages and campaigns from a web site's event log. Made by pipelinec from the spec: change
the spec, not this file.

Reads below the input folder: events
Publishes below the output folder: page_views, session_views, tagged_events

Run it with

    spark-submit --py-files pipelinec_runtime.zip transformation_job.py
        --input <folder or URL> --output <folder or URL>
        [--session-gap-minutes <bigint>]
"""

from pipelinec_runtime import Job, JsonInput, Param, Params, run
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F
from pyspark.sql import types as T

EVENTS = JsonInput(
    name="events",
    path="events/*.jsonl",
    schema=T.StructType(
        [
            T.StructField("event_id", T.StringType(), nullable=False),
            T.StructField("occurred", T.TimestampType(), nullable=False),
            T.StructField("visitor", T.StringType(), nullable=False),
            T.StructField(
                "request",
                T.StructType(
                    [
                        T.StructField("method", T.StringType()),
                        T.StructField("path", T.StringType()),
                        T.StructField("status", T.LongType()),
                    ]
                ),
            ),
            T.StructField(
                "client",
                T.StructType(
                    [
                        T.StructField("country", T.StringType()),
                        T.StructField("agent", T.StringType()),
                    ]
                ),
            ),
            T.StructField("tags", T.ArrayType(T.StringType())),
            T.StructField("payload", T.StringType()),
        ]
    ),
    on_bad_record="quarantine",
)

PARAMS = [Param("session_gap_minutes", T.LongType(), default="30")]


# pipeline.yaml:26
def page_views(events: DataFrame) -> DataFrame:
    """Successful page views, once each, with the page's section and the campaign that brought the
    visitor.
    """
    return (
        events
        # pipeline.yaml:30 dedupe
        .withColumn(
            "_row_number",
            F.row_number().over(
                Window.partitionBy("event_id").orderBy(
                    F.asc_nulls_last("occurred"),
                    F.asc_nulls_last("visitor"),
                    F.asc_nulls_last("payload"),
                )
            ),
        )
        .where("_row_number = 1")
        .drop("_row_number")
        # pipeline.yaml:31 filter
        .where("request.`method` = 'GET' AND request.`status` BETWEEN 200 AND 299")
        # pipeline.yaml:32 derive
        .withColumn("path", F.expr("request.`path`"))
        .withColumns(
            {
                "section": F.expr(
                    "coalesce(CASE WHEN trim(get(split(request.`path`, '/', -1), 1)) = '' THEN "
                    "NULL ELSE get(split(request.`path`, '/', -1), 1) END, 'home')"
                ),
                "country": F.expr("coalesce(upper(client.`country`), '??')"),
                "is_bot": F.expr(
                    "coalesce(client.`agent` RLIKE "
                    "'[bB][oO][tT]|[cC][rR][aA][wW][lL][eE][rR]|[sS][pP][iI][dD][eE][rR]', FALSE)"
                ),
                "campaign": F.expr("get_json_object(payload, '$.utm.campaign')"),
                "tag_count": F.expr(
                    "coalesce(CASE WHEN tags IS NOT NULL THEN CAST(size(tags) AS BIGINT) END, 0L)"
                ),
            }
        )
        # pipeline.yaml:39 filter
        .where("NOT is_bot")
        # pipeline.yaml:40 drop
        .drop("request", "client", "tags", "payload", "is_bot")
    )


# pipeline.yaml:42
def session_views(page_views: DataFrame, params: Params) -> DataFrame:
    """Page views numbered by session. A session ends after a gap without events."""
    return (
        page_views
        # pipeline.yaml:46 derive
        .withColumn(
            "previous",
            F.expr(
                "lag(occurred, 1) OVER (PARTITION BY visitor ORDER BY occurred NULLS LAST, "
                "event_id NULLS LAST)"
            ),
        )
        # pipeline.yaml:48 derive
        .withColumn(
            "starts_session",
            F.expr(
                "CASE WHEN previous IS NULL "
                "OR CAST(CAST(CAST((unix_millis(occurred) - unix_millis(previous)) div "
                "1000L AS DECIMAL(19,0)) AS DECIMAL(25,6)) / 60.0 AS DECIMAL(26,6)) > "
                f"CAST({params.session_gap_minutes} AS DECIMAL(26,6)) THEN 1L ELSE 0L END"
            ),
        )
        # pipeline.yaml:51 derive
        .withColumn(
            "session_number",
            F.expr(
                "sum(starts_session) OVER (PARTITION BY visitor ORDER BY occurred NULLS LAST, "
                "event_id NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"
            ),
        )
        # pipeline.yaml:55 derive
        .withColumns(
            {
                "session_id": F.expr(
                    "concat(concat(visitor, '-'), CAST(session_number AS STRING))"
                ),
                "position": F.expr(
                    "CAST(row_number() OVER (PARTITION BY visitor, "
                    "session_number ORDER BY occurred NULLS LAST, event_id NULLS LAST) AS BIGINT)"
                ),
            }
        )
        # pipeline.yaml:58 drop
        .drop("previous", "starts_session")
    )


# pipeline.yaml:61
def tagged_events(events: DataFrame) -> DataFrame:
    """One row per event and tag."""
    return (
        events
        # pipeline.yaml:65 explode
        .withColumn("tag", F.explode("tags"))
        # pipeline.yaml:66 select
        .select("event_id", "occurred", "visitor", "tag")
    )


def main(job: Job) -> None:
    """Reads every source once, stages the datasets, and checks them before they are published."""
    params = job.params

    events_df = job.read(EVENTS, shared=True)

    page_views_df = job.write("page_views", page_views(events_df))
    job.write("session_views", session_views(page_views_df, params), partition_by=["section"])
    job.write("tagged_events", tagged_events(events_df))


if __name__ == "__main__":
    run("transformation_job", main, PARAMS)
