-- revenue_by_status, from pipeline.yaml:98
-- One row per category, one column per status.
WITH "pivoted_1" AS (
  SELECT
    "category",
    CAST(sum(CAST("amount" AS DECIMAL(38,2))) FILTER (WHERE "status" = 'paid') AS DECIMAL(38,2)) AS "paid",
    CAST(sum(CAST("amount" AS DECIMAL(38,2))) FILTER (WHERE "status" = 'shipped') AS DECIMAL(38,2)) AS "shipped",
    CAST(sum(CAST("amount" AS DECIMAL(38,2))) FILTER (WHERE "status" = 'cancelled') AS DECIMAL(38,2)) AS "cancelled"
  FROM (
    SELECT
      "order_id",
      "product",
      "quantity",
      "unit_price",
      "discount",
      "customer",
      CAST("placed_at" AS TIMESTAMP(6)) AS "placed_at",
      "status",
      "category",
      "order_date",
      "amount",
      "weekday",
      "size"
    FROM "sales"
  )
  GROUP BY "category"
)
SELECT
  "category",
  coalesce("paid", CAST(0 AS DECIMAL(38,2))) AS "paid",
  coalesce("shipped", CAST(0 AS DECIMAL(38,2))) AS "shipped",
  coalesce("cancelled", CAST(0 AS DECIMAL(38,2))) AS "cancelled"
FROM "pivoted_1"
ORDER BY "category" NULLS LAST
