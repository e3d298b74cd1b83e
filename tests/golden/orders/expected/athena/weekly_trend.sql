-- weekly_trend, from pipeline.yaml:110
-- The seven-day average of daily revenue.
SELECT
  "order_date",
  "orders",
  "revenue",
  "large_share",
  CAST(CAST(CAST(CAST(sum("revenue") OVER (ORDER BY "order_date" NULLS LAST ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS DECIMAL(28,2)) AS DECIMAL(38,6)) / nullif(count("revenue") OVER (ORDER BY "order_date" NULLS LAST ROWS BETWEEN 6 PRECEDING AND CURRENT ROW), BIGINT '0') AS DECIMAL(27,6)) AS DECIMAL(24,2)) AS "average_7_days",
  CAST("revenue" - lag("revenue", 1) OVER (ORDER BY "order_date" NULLS LAST) AS DECIMAL(38,2)) AS "change"
FROM "daily_revenue"
ORDER BY "order_date" DESC NULLS LAST
LIMIT 7
