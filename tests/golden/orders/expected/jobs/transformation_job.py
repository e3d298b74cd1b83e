"""Job `transformation_job` of the pipeline `orders`.

Revenue, best sellers and trends of a web shop. Made by pipelinec from the spec: change the spec,
not this file.

Reads below the input folder: orders, order_lines, products
Publishes below the output folder: sales, unsold_products

Run it with

    spark-submit --py-files pipelinec_runtime.zip transformation_job.py
        --input <folder or URL> --output <folder or URL>
        [--from-date <date>]
"""

from pipelinec_runtime import CsvInput, Expect, Job, NotNull, Param, Params, run
from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

ORDERS = CsvInput(
    name="orders",
    path="orders.csv",
    schema=T.StructType(
        [
            T.StructField("order_id", T.LongType(), nullable=False),
            T.StructField("customer", T.StringType()),
            T.StructField(
                "placed_at",
                T.TimestampType(),
                nullable=False,
                metadata={"format": "yyyy-MM-dd HH:mm"},
            ),
            T.StructField("status", T.StringType(), nullable=False),
            T.StructField("currency", T.StringType()),
        ]
    ),
    delimiter=";",
    null_words=["NULL", "-"],
    unique=["order_id"],
)

ORDER_LINES = CsvInput(
    name="order_lines",
    path="order_lines.csv",
    schema=T.StructType(
        [
            T.StructField("order_id", T.LongType(), nullable=False),
            T.StructField("product", T.StringType(), nullable=False),
            T.StructField("quantity", T.IntegerType()),
            T.StructField("unit_price", T.DecimalType(8, 2)),
            T.StructField("discount", T.DecimalType(4, 3)),
        ]
    ),
    on_bad_record="drop",
)

PRODUCTS = CsvInput(
    name="products",
    path="products.csv",
    schema=T.StructType(
        [
            T.StructField("product", T.StringType(), nullable=False),
            T.StructField("category", T.StringType()),
            T.StructField("launched", T.DateType(), metadata={"format": "dd.MM.yyyy"}),
        ]
    ),
    unique=["product"],
)

PARAMS = [Param("from_date", T.DateType(), default="2024-01-01")]


# pipeline.yaml:40
def sales(
    order_lines: DataFrame, orders: DataFrame, products: DataFrame, params: Params
) -> DataFrame:
    """One row per order line, with its net amount and product."""
    return (
        order_lines
        # pipeline.yaml:44 filter
        .where("quantity > 0 AND unit_price IS NOT NULL")
        # pipeline.yaml:45 join
        .alias("l")
        .join(orders.alias("r"), F.expr("l.order_id = r.order_id"), "inner")
        .select("l.*", "r.customer", "r.placed_at", "r.status")
        # pipeline.yaml:46 join
        .alias("l")
        .join(products.alias("r"), F.expr("l.product = r.product"), "left")
        .select("l.*", "r.category")
        # pipeline.yaml:47 fill
        .withColumns(
            {
                "category": F.expr("coalesce(category, 'unknown')"),
                "customer": F.expr("coalesce(customer, 'guest')"),
            }
        )
        # pipeline.yaml:48 derive
        .withColumns(
            {
                "order_date": F.expr("CAST(placed_at AS DATE)"),
                "amount": F.expr(
                    "CAST(CAST(CAST(CAST(quantity AS DECIMAL(19,0)) * unit_price AS DECIMAL(27,2)) "
                    "* CAST(1 - coalesce(CAST(discount AS DECIMAL(22,3)), "
                    "CAST(0 AS DECIMAL(22,3))) AS DECIMAL(23,3)) AS DECIMAL(38,5)) AS "
                    "DECIMAL(36,2))"
                ),
            }
        )
        .withColumns(
            {
                "weekday": F.expr("date_format(order_date, 'EEE')"),
                "size": F.expr(
                    "CASE WHEN amount >= 200 THEN 'large' WHEN amount >= 50 THEN 'medium' "
                    "ELSE 'small' END"
                ),
            }
        )
        # pipeline.yaml:54 filter
        .where(f"order_date >= {params.from_date}")
    )


# pipeline.yaml:57
def unsold_products(products: DataFrame, sales: DataFrame) -> DataFrame:
    """Products nobody bought."""
    return (
        products
        # pipeline.yaml:61 join
        .alias("l").join(sales.alias("r"), F.expr("l.product = r.product"), "left_anti")
    )


def main(job: Job) -> None:
    """Reads every source once, stages the datasets, and checks them before they are published."""
    params = job.params

    orders_df = job.read(ORDERS, only=["order_id", "customer", "placed_at", "status"])
    order_lines_df = job.read(ORDER_LINES)
    products_df = job.read(PRODUCTS, shared=True)

    sales_df = job.write(
        "sales", sales(order_lines_df, orders_df, products_df, params), partition_by=["category"]
    )
    job.write("unsold_products", unsold_products(products_df, sales_df))

    job.check(
        "sales",
        sales_df,
        Expect("amount >= 0", F.expr("amount >= 0")),
        Expect(
            "status in ('paid', 'shipped', 'cancelled')",
            F.expr("status IN ('paid', 'shipped', 'cancelled')"),
        ),
        NotNull("not null order_id, product", ["order_id", "product"]),
    )


if __name__ == "__main__":
    run("transformation_job", main, PARAMS)
