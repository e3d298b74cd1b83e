-- twice, from pipeline.yaml:41
-- ? 1: brand (string)
-- ? 2: least (decimal(10,2))
-- ? 3: least (decimal(10,2))
SELECT
  "order_id",
  "amount",
  "placed_at"
FROM (
SELECT
  "order_id",
  "amount",
  "placed_at"
FROM (
  SELECT
    "order_id",
    "brand",
    "day",
    "amount",
    "is_gift",
    CAST("placed_at" AS TIMESTAMP(6)) AS "placed_at"
  FROM "sales"
)
WHERE "brand" = ? AND "amount" >= ?
ORDER BY "amount" DESC NULLS LAST, "order_id" NULLS LAST
LIMIT 5
)
WHERE "amount" > ?
