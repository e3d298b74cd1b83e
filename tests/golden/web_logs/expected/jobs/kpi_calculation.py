"""Job `kpi_calculation` of the pipeline `web_logs`.

Sessions, pages and campaigns from a web site's event log. Made by pipelinec from the spec: change
the spec, not this file.

Reads below the output folder: session_views, tagged_events
Publishes below the output folder: sessions, campaign_metrics, section_metrics, tag_metrics

Run it with

    spark-submit --py-files pipelinec_runtime.zip kpi_calculation.py
        --input <folder or URL> --output <folder or URL>
        [--session-gap-minutes <bigint>]
"""

from pipelinec_runtime import Dataset, Expect, Job, Param, Unique, run
from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

SESSION_VIEWS = Dataset(
    name="session_views",
    path="session_views",
    schema=T.StructType(
        [
            T.StructField("occurred", T.TimestampType()),
            T.StructField("visitor", T.StringType()),
            T.StructField("path", T.StringType()),
            T.StructField("section", T.StringType()),
            T.StructField("campaign", T.StringType()),
            T.StructField("session_id", T.StringType()),
            T.StructField("position", T.LongType()),
        ]
    ),
)

TAGGED_EVENTS = Dataset(
    name="tagged_events",
    path="tagged_events",
    schema=T.StructType([T.StructField("tag", T.StringType())]),
)

PARAMS = [Param("session_gap_minutes", T.LongType(), default="30")]


# pipeline.yaml:69
def sessions(session_views: DataFrame) -> DataFrame:
    """One row per session."""
    return (
        session_views
        # pipeline.yaml:69 measures
        .groupBy("session_id", "visitor")
        .agg(
            F.expr("min(occurred)").alias("started"),
            F.expr("max(occurred)").alias("ended"),
            F.expr("count(*)").alias("views"),
            F.expr("count(DISTINCT section)").alias("sections"),
            F.expr(
                "get(transform(array_sort(collect_list(CASE "
                "WHEN `position` IS NOT NULL THEN struct(path AS x, `position` AS y) "
                "END), (l, r) -> CASE WHEN l.y < r.y THEN -1 WHEN l.y > r.y THEN 1 "
                "WHEN l.x IS NULL AND r.x IS NULL THEN 0 WHEN l.x IS NULL THEN 1 "
                "WHEN r.x IS NULL THEN -1 WHEN l.x < r.x THEN -1 WHEN l.x > r.x THEN 1 ELSE 0 "
                "END), e -> e.x), 0)"
            ).alias("entry_page"),
            F.expr(
                "get(transform(array_sort(collect_list(CASE "
                "WHEN `position` IS NOT NULL THEN struct(path AS x, `position` AS y) "
                "END), (l, r) -> CASE WHEN l.y > r.y THEN -1 WHEN l.y < r.y THEN 1 "
                "WHEN l.x IS NULL AND r.x IS NULL THEN 0 WHEN l.x IS NULL THEN 1 "
                "WHEN r.x IS NULL THEN -1 WHEN l.x < r.x THEN -1 WHEN l.x > r.x THEN 1 ELSE 0 "
                "END), e -> e.x), 0)"
            ).alias("exit_page"),
            F.expr(
                "get(transform(array_sort(collect_list(CASE "
                "WHEN `position` IS NOT NULL THEN struct(campaign AS x, `position` AS y) "
                "END), (l, r) -> CASE WHEN l.y < r.y THEN -1 WHEN l.y > r.y THEN 1 "
                "WHEN l.x IS NULL AND r.x IS NULL THEN 0 WHEN l.x IS NULL THEN 1 "
                "WHEN r.x IS NULL THEN -1 WHEN l.x < r.x THEN -1 WHEN l.x > r.x THEN 1 ELSE 0 "
                "END), e -> e.x), 0)"
            ).alias("campaign"),
            F.expr("coalesce(bool_or(section = 'checkout'), FALSE)").alias("reached_checkout"),
        )
        .withColumn(
            "duration_minutes",
            F.expr(
                "CAST(CAST(CAST(CAST((unix_millis(ended) - unix_millis(started)) div "
                "1000L AS DECIMAL(19,0)) AS DECIMAL(25,6)) / "
                "60.0 AS DECIMAL(26,6)) AS DECIMAL(23,2))"
            ),
        )
        .select(
            "session_id",
            "visitor",
            "started",
            "ended",
            "views",
            "sections",
            "entry_page",
            "exit_page",
            "campaign",
            "duration_minutes",
            "reached_checkout",
        )
    )


# pipeline.yaml:84
def campaign_metrics(sessions: DataFrame) -> DataFrame:
    """Sessions and conversions by campaign."""
    return (
        sessions
        # pipeline.yaml:84 measures
        .groupBy(F.expr("coalesce(campaign, 'direct')").alias("campaign"))
        .agg(
            F.expr("count(*)").alias("session_count"),
            F.expr("count(CASE WHEN reached_checkout THEN 1 END)").alias("conversions"),
            F.expr("percentile(CAST(`views` AS DOUBLE), 0.5D)").alias("median_views"),
        )
        .withColumn(
            "conversion_rate",
            F.expr(
                "CAST(CAST(CAST(CAST(CAST(conversions AS DECIMAL(19,0)) * "
                "100.0 AS DECIMAL(23,1)) AS DECIMAL(28,6)) / "
                "nullif(CAST(session_count AS DECIMAL(19,0)), "
                "CAST(0 AS DECIMAL(19,0))) AS DECIMAL(24,6)) AS DECIMAL(21,2))"
            ),
        )
        .select("campaign", "session_count", "conversions", "conversion_rate", "median_views")
    )


# pipeline.yaml:95
def section_metrics(session_views: DataFrame) -> DataFrame:
    """Views and visitors by section and day."""
    return (
        session_views
        # pipeline.yaml:95 measures
        .groupBy(F.expr("CAST(occurred AS DATE)").alias("day"), "section").agg(
            F.expr("count(*)").alias("views"), F.expr("count(DISTINCT visitor)").alias("visitors")
        )
    )


# pipeline.yaml:105
def tag_metrics(tagged_events: DataFrame) -> DataFrame:
    """How often each tag is used."""
    return (
        tagged_events
        # pipeline.yaml:108 where
        .where("tag IS NOT NULL")
        # pipeline.yaml:105 measures
        .groupBy("tag")
        .agg(F.expr("count(*)").alias("events"))
    )


def main(job: Job) -> None:
    """Reads every source once, stages the datasets, and checks them before they are published."""
    session_views_df = job.read(SESSION_VIEWS, shared=True)
    tagged_events_df = job.read(TAGGED_EVENTS)

    sessions_df = job.write("sessions", sessions(session_views_df))
    job.write("campaign_metrics", campaign_metrics(sessions_df))
    job.write("section_metrics", section_metrics(session_views_df))
    job.write("tag_metrics", tag_metrics(tagged_events_df))

    job.check(
        "sessions",
        sessions_df,
        Unique("unique session_id", ["session_id"]),
        Expect("duration_minutes >= 0", F.expr("duration_minutes >= 0")),
    )


if __name__ == "__main__":
    run("kpi_calculation", main, PARAMS)
