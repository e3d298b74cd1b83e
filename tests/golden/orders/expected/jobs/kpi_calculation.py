"""Job `kpi_calculation` of the pipeline `orders`.

Revenue, best sellers and trends of a web shop. Made by pipelinec from the spec: change the spec,
not this file.

Reads below the output folder: sales
Publishes below the output folder: daily_revenue, best_sellers, customer_value

Run it with

    spark-submit --py-files pipelinec_runtime.zip kpi_calculation.py
        --input <folder or URL> --output <folder or URL>
        [--from-date <date>]
"""

from pipelinec_runtime import Dataset, Job, Param, RowCount, run
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F
from pyspark.sql import types as T

SALES = Dataset(
    name="sales",
    path="sales",
    schema=T.StructType(
        [
            T.StructField("order_id", T.LongType()),
            T.StructField("product", T.StringType()),
            T.StructField("quantity", T.LongType()),
            T.StructField("customer", T.StringType()),
            T.StructField("status", T.StringType()),
            T.StructField("category", T.StringType()),
            T.StructField("order_date", T.DateType()),
            T.StructField("amount", T.DecimalType(36, 2)),
            T.StructField("size", T.StringType()),
        ]
    ),
)

PARAMS = [Param("from_date", T.DateType(), default="2024-01-01")]


# pipeline.yaml:64
def daily_revenue(sales: DataFrame) -> DataFrame:
    """Revenue by day, with the average of the last seven days that had sales."""
    return (
        sales
        # pipeline.yaml:67 where
        .where("status <> 'cancelled'")
        # pipeline.yaml:64 measures
        .groupBy("order_date")
        .agg(
            F.expr("count(DISTINCT order_id)").alias("orders"),
            F.expr("CAST(sum(CAST(amount AS DECIMAL(38,2))) AS DECIMAL(38,2))").alias("revenue"),
            F.expr(
                "CAST(sum(CAST(amount AS DECIMAL(38,2))) "
                "FILTER (WHERE size = 'large') AS DECIMAL(38,2))"
            ).alias("__agg_1"),
        )
        .withColumn(
            "large_share",
            F.expr(
                "CAST(CAST(CAST(CAST(__agg_1 * 100 AS DECIMAL(38,2)) AS DECIMAL(38,6)) / "
                "nullif(revenue, CAST(0 AS DECIMAL(38,2))) AS DECIMAL(24,6)) AS DECIMAL(20,1))"
            ),
        )
        .select("order_date", "orders", "revenue", "large_share")
    )


# pipeline.yaml:74
def best_sellers(sales: DataFrame) -> DataFrame:
    """The three products with most revenue in every category."""
    return (
        sales
        # pipeline.yaml:74 measures
        .groupBy("category", "product")
        .agg(
            F.expr("sum(quantity)").alias("units"),
            F.expr("CAST(sum(CAST(amount AS DECIMAL(38,2))) AS DECIMAL(38,2))").alias("revenue"),
        )
        # pipeline.yaml:81 having
        .where("units >= 5")
        # pipeline.yaml:82 top
        .withColumn(
            "_row_number",
            F.row_number().over(
                Window.partitionBy("category").orderBy(
                    F.desc_nulls_last("revenue"), F.asc_nulls_last("product")
                )
            ),
        )
        .where("_row_number <= 3")
        .drop("_row_number")
    )


# pipeline.yaml:84
def customer_value(sales: DataFrame) -> DataFrame:
    """What customers are worth."""
    return (
        sales
        # pipeline.yaml:84 measures
        .groupBy("customer")
        .agg(
            F.expr("count(DISTINCT order_id)").alias("orders"),
            F.expr("CAST(sum(CAST(amount AS DECIMAL(38,2))) AS DECIMAL(38,2))").alias("revenue"),
            F.expr("percentile(CAST(amount AS DOUBLE), 0.5D)").alias("median_line"),
            F.expr("min(order_date)").alias("first_order"),
            F.expr(
                "get(transform(array_sort(collect_list(CASE "
                "WHEN amount IS NOT NULL THEN struct(product AS x, amount AS y) "
                "END), (l, r) -> CASE WHEN l.y > r.y THEN -1 WHEN l.y < r.y THEN 1 "
                "WHEN l.x IS NULL AND r.x IS NULL THEN 0 WHEN l.x IS NULL THEN 1 "
                "WHEN r.x IS NULL THEN -1 WHEN l.x < r.x THEN -1 WHEN l.x > r.x THEN 1 ELSE 0 "
                "END), e -> e.x), 0)"
            ).alias("favourite"),
        )
        .withColumn(
            "basket",
            F.expr(
                "CAST(CAST(revenue AS DECIMAL(38,6)) / "
                "nullif(CAST(orders AS DECIMAL(19,0)), CAST(0 AS DECIMAL(19,0))) AS DECIMAL(29,6))"
            ),
        )
        # pipeline.yaml:95 having
        .where("orders >= 2")
        # pipeline.yaml:84 measures
        .select(
            "customer", "orders", "revenue", "basket", "median_line", "first_order", "favourite"
        )
    )


def main(job: Job) -> None:
    """Reads every source once, stages the datasets, and checks them before they are published."""
    sales_df = job.read(SALES, shared=True)

    daily_revenue_df = job.write("daily_revenue", daily_revenue(sales_df))
    job.write("best_sellers", best_sellers(sales_df))
    job.write("customer_value", customer_value(sales_df))

    job.check("daily_revenue", daily_revenue_df, RowCount("row count at least 1", min=1))


if __name__ == "__main__":
    run("kpi_calculation", main, PARAMS)
