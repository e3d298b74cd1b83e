-- gifts, from pipeline.yaml:29
-- CSV holds text; the query gives it types.
-- ? 1: from_date (date)
SELECT
  "order_id",
  "brand",
  "day",
  "amount",
  "is_gift",
  "placed_at"
FROM (
  SELECT
    "order_id",
    nullif("brand", '') AS "brand",
    "day",
    CAST(nullif("amount", '') AS DECIMAL(10,2)) AS "amount",
    CAST(nullif("is_gift", '') AS BOOLEAN) AS "is_gift",
    CAST(nullif("placed_at", '') AS TIMESTAMP(6)) AS "placed_at"
  FROM "exported"
)
WHERE "is_gift" AND "day" >= ?
