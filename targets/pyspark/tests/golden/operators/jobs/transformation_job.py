"""Job `transformation_job` of the pipeline `operators`.

Made by pipelinec from the spec: change the spec, not this file.

Reads below the input folder: orders, customers, events
Publishes below the output folder: shaped, swapped, inner_joined, left_joined, right_joined,
    full_joined, kept, lost, pairs, by_condition, by_id, everything, latest, distinct_days, largest,
    tags, tag_rows, measures_of_customers, groups

Run it with

    spark-submit --py-files pipelinec_runtime.zip transformation_job.py
        --input <folder or URL> --output <folder or URL>
"""

from pipelinec_runtime import (
    CsvInput,
    Expect,
    Job,
    JsonInput,
    NotNull,
    References,
    RowCount,
    Unique,
    run,
)
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F
from pyspark.sql import types as T

ORDERS = CsvInput(
    name="orders",
    path="orders.csv",
    schema=T.StructType(
        [
            T.StructField("id", T.LongType(), nullable=False),
            T.StructField("customer", T.StringType()),
            T.StructField("amount", T.DecimalType(10, 2)),
            T.StructField("day", T.DateType()),
        ]
    ),
    unique=["id"],
)

CUSTOMERS = CsvInput(
    name="customers",
    path="customers.csv",
    schema=T.StructType(
        [
            T.StructField("customer", T.StringType(), nullable=False),
            T.StructField("city", T.StringType()),
            T.StructField("score", T.IntegerType()),
        ]
    ),
    unique=["customer"],
    on_bad_record="quarantine",
)

EVENTS = JsonInput(
    name="events",
    path="events.jsonl",
    schema=T.StructType(
        [
            T.StructField("id", T.LongType(), nullable=False),
            T.StructField("tags", T.ArrayType(T.StringType())),
        ]
    ),
    on_bad_record="drop",
)


# pipeline.yaml:28
def shaped(orders: DataFrame) -> DataFrame:
    """Columns added, renamed, dropped, converted, filled."""
    return (
        orders
        # pipeline.yaml:32 filter
        .where("amount IS NOT NULL")
        # pipeline.yaml:33 derive
        .withColumn("cents", F.expr("CAST(amount * 100 AS DECIMAL(13,2))"))
        .withColumn("twice", F.expr("CAST(cents * 2 AS DECIMAL(14,2))"))
        # pipeline.yaml:34 derive
        .withColumn("day", F.expr("date_add(`day`, 1)"))
        # pipeline.yaml:35 rename
        .withColumnRenamed("customer", "buyer")
        # pipeline.yaml:36 cast
        .withColumn("cents", F.expr("CAST(cents AS BIGINT)"))
        # pipeline.yaml:37 fill
        .withColumn("buyer", F.expr("coalesce(buyer, 'nobody')"))
        # pipeline.yaml:38 drop
        .drop("twice")
        # pipeline.yaml:39 select
        .select(
            F.col("id").alias("key"),
            "buyer",
            "amount",
            "cents",
            "day",
            F.expr("amount >= 100").alias("is_large"),
            F.lit("shop").alias("source"),
        )
    )


# pipeline.yaml:40
def swapped(orders: DataFrame) -> DataFrame:
    """The rows of `swapped`."""
    return (
        orders
        # pipeline.yaml:43 rename
        .withColumnsRenamed({"id": "id2", "amount": "total"})
        # pipeline.yaml:44 rename
        .select("id2", F.col("customer").alias("day"), "total", F.col("day").alias("customer"))
    )


# pipeline.yaml:45
def inner_joined(orders: DataFrame, customers: DataFrame) -> DataFrame:
    """The rows of `inner_joined`."""
    return (
        orders
        # pipeline.yaml:45 join
        .alias("l")
        .join(customers.alias("r"), F.expr("l.customer = r.customer"), "inner")
        .select("l.*", "r.city", "r.score")
    )


# pipeline.yaml:46
def left_joined(orders: DataFrame, customers: DataFrame) -> DataFrame:
    """The rows of `left_joined`."""
    return (
        orders
        # pipeline.yaml:46 join
        .alias("l")
        .join(customers.alias("r"), F.expr("l.customer = r.customer"), "left")
        .select("l.*", F.col("r.city").alias("home"))
    )


# pipeline.yaml:47
def right_joined(orders: DataFrame, customers: DataFrame) -> DataFrame:
    """The rows of `right_joined`."""
    return (
        orders
        # pipeline.yaml:47 join
        .alias("l")
        .join(customers.alias("r"), F.expr("l.customer = r.customer"), "right")
        .select("l.id", "r.customer", "l.amount", "l.day", "r.city")
    )


# pipeline.yaml:48
def full_joined(orders: DataFrame, customers: DataFrame) -> DataFrame:
    """The rows of `full_joined`."""
    return (
        orders
        # pipeline.yaml:48 join
        .alias("l")
        .join(customers.alias("r"), F.expr("l.customer = r.customer"), "full")
        .select(
            "l.id",
            F.expr("coalesce(l.customer, r.customer)").alias("customer"),
            "l.amount",
            "l.day",
            "r.city",
        )
    )


# pipeline.yaml:49
def kept(orders: DataFrame, customers: DataFrame) -> DataFrame:
    """The rows of `kept`."""
    return (
        orders
        # pipeline.yaml:49 join
        .alias("l").join(customers.alias("r"), F.expr("l.customer = r.customer"), "left_semi")
    )


# pipeline.yaml:50
def lost(orders: DataFrame, customers: DataFrame) -> DataFrame:
    """The rows of `lost`."""
    return (
        orders
        # pipeline.yaml:50 join
        .alias("l").join(customers.alias("r"), F.expr("l.customer = r.customer"), "left_anti")
    )


# pipeline.yaml:51
def pairs(customers: DataFrame, orders: DataFrame) -> DataFrame:
    """The rows of `pairs`."""
    return (
        customers
        # pipeline.yaml:54 drop
        .drop("score")
        # pipeline.yaml:55 join
        .alias("l")
        .crossJoin(orders.alias("r"))
        .select("l.*", "r.id")
        # pipeline.yaml:56 limit
        .orderBy(F.asc_nulls_last("customer"), F.asc_nulls_last("id"))
        .limit(4)
    )


# pipeline.yaml:57
def by_condition(orders: DataFrame, customers: DataFrame) -> DataFrame:
    """The rows of `by_condition`."""
    return (
        orders
        # pipeline.yaml:60 join
        .alias("l")
        .join(
            customers.alias("r"),
            F.expr(
                "(lower(translate(l.customer, 'İΣ', 'iσ'))) = r.customer "
                "AND (CAST(l.amount AS DECIMAL(21,2)) > CAST(r.score AS DECIMAL(21,2)) "
                "OR r.score IS NULL)"
            ),
            "inner",
        )
        .select("l.*", "r.score")
    )


# pipeline.yaml:71
def by_id(shaped: DataFrame) -> DataFrame:
    """The rows of `by_id`."""
    return (
        shaped
        # pipeline.yaml:74 select
        .select(F.col("buyer").alias("customer"), F.col("key").alias("id"))
    )


# pipeline.yaml:65
def everything(orders: DataFrame, by_id: DataFrame) -> DataFrame:
    """The rows of `everything`."""
    return (
        orders
        # pipeline.yaml:68 select
        .select("id", "customer")
        # pipeline.yaml:69 union
        .unionByName(by_id)
        .distinct()
    )


# pipeline.yaml:76
def latest(orders: DataFrame) -> DataFrame:
    """The rows of `latest`."""
    return (
        orders
        # pipeline.yaml:79 dedupe
        .withColumn(
            "_row_number",
            F.row_number().over(
                Window.partitionBy("customer").orderBy(
                    F.desc_nulls_last("day"), F.asc_nulls_last("id")
                )
            ),
        )
        .where("_row_number = 1")
        .drop("_row_number")
    )


# pipeline.yaml:82
def distinct_days(orders: DataFrame) -> DataFrame:
    """The rows of `distinct_days`."""
    return (
        orders
        # pipeline.yaml:82 select
        .select("day")
        # pipeline.yaml:82 dedupe
        .distinct()
    )


# pipeline.yaml:83
def largest(orders: DataFrame) -> DataFrame:
    """The rows of `largest`."""
    return (
        orders
        # pipeline.yaml:86 filter
        .where("id > 1")
        # pipeline.yaml:87 sort
        .orderBy(F.desc_nulls_first("amount"), F.asc_nulls_last("id"))
        # pipeline.yaml:88 limit
        .limit(2)
    )


# pipeline.yaml:89
def tags(events: DataFrame) -> DataFrame:
    """The rows of `tags`."""
    return (
        events
        # pipeline.yaml:92 explode
        .select("id", "tags", F.posexplode_outer("tags").alias("_index", "tag"))
        .select("id", "tags", "tag", F.expr("CAST(_index AS BIGINT) + 1").alias("number"))
        # pipeline.yaml:93 drop
        .drop("tags")
    )


# pipeline.yaml:94
def tag_rows(events: DataFrame) -> DataFrame:
    """The rows of `tag_rows`."""
    return (
        events
        # pipeline.yaml:94 explode
        .withColumn("tags", F.explode("tags"))
    )


# pipeline.yaml:95
def measures_of_customers(customers: DataFrame) -> DataFrame:
    """The rows of `measures_of_customers`."""
    return (
        customers
        # pipeline.yaml:98 derive
        .withColumn("level", F.expr("score * 10"))
        # pipeline.yaml:99 unpivot
        .unpivot(
            ids=["customer", "city"],
            values=["score", "level"],
            variableColumnName="measure",
            valueColumnName="value",
        )
    )


# pipeline.yaml:101
def groups(orders: DataFrame) -> DataFrame:
    """The rows of `groups`."""
    return (
        orders
        # pipeline.yaml:104 aggregate
        .groupBy("customer", F.expr("trunc(`day`, 'month')").alias("month"))
        .agg(
            F.expr("count(*)").alias("orders"),
            F.expr("CAST(sum(CAST(amount AS DECIMAL(38,2))) AS DECIMAL(38,2))").alias("revenue"),
            F.expr("count(*) FILTER (WHERE amount > 100)").alias("large"),
        )
        # pipeline.yaml:107 pivot
        .groupBy("customer")
        .agg(
            F.expr(
                "CAST(sum(CAST(revenue AS DECIMAL(38,2))) "
                "FILTER (WHERE orders = 1) AS DECIMAL(38,2))"
            ).alias("1"),
            F.expr(
                "CAST(sum(CAST(revenue AS DECIMAL(38,2))) "
                "FILTER (WHERE orders = 2) AS DECIMAL(38,2))"
            ).alias("2"),
        )
    )


def main(job: Job) -> None:
    """Reads every source once, stages the datasets, and checks them before they are published."""
    orders_df = job.read(ORDERS, shared=True)
    customers_df = job.read(CUSTOMERS, shared=True)
    events_df = job.read(EVENTS, shared=True)

    shaped_df = job.write("shaped", shaped(orders_df))
    job.write("swapped", swapped(orders_df))
    job.write("inner_joined", inner_joined(orders_df, customers_df))
    job.write("left_joined", left_joined(orders_df, customers_df))
    job.write("right_joined", right_joined(orders_df, customers_df))
    job.write("full_joined", full_joined(orders_df, customers_df))
    kept_df = job.write("kept", kept(orders_df, customers_df))
    job.write("lost", lost(orders_df, customers_df))
    job.write("pairs", pairs(customers_df, orders_df))
    job.write("by_condition", by_condition(orders_df, customers_df), mode="append")
    by_id_df = job.write("by_id", by_id(shaped_df), path="archive/by_id")
    job.write("everything", everything(orders_df, by_id_df), format="csv")
    job.write("latest", latest(orders_df), mode="overwrite_partitions", partition_by=["day"])
    job.write("distinct_days", distinct_days(orders_df))
    job.write("largest", largest(orders_df))
    job.write("tags", tags(events_df))
    job.write("tag_rows", tag_rows(events_df))
    job.write("measures_of_customers", measures_of_customers(customers_df), mode="append")
    job.write("groups", groups(orders_df))

    job.check(
        "shaped",
        shaped_df,
        Expect("cents >= 0", F.expr("cents >= 0")),
        NotNull("not null key, buyer", ["key", "buyer"]),
        Unique("unique key", ["key"]),
        RowCount("row count 1 to 1000", min=1, max=1000, severity="warn"),
    )
    job.check(
        "kept",
        kept_df,
        References(
            "customer references customers customer",
            ["customer"],
            to=customers_df,
            to_columns=["customer"],
        ),
    )


if __name__ == "__main__":
    run("transformation_job", main)
