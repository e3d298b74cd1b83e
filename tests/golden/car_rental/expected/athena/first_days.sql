-- first_days, from pipeline.yaml:188
-- The original's only query, with an order so that it always gives the same rows.
SELECT
  "rental_date",
  "total_transactions",
  "total_revenue",
  "average_transaction",
  "max_transaction",
  "min_transaction"
FROM "daily_metrics"
ORDER BY "rental_date" NULLS LAST
LIMIT 10
