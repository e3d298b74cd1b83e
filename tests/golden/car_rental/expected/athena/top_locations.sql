-- top_locations, from pipeline.yaml:195
-- The five pickup locations that earn most.
SELECT
  "location_id",
  "location_name",
  "city",
  "state",
  "total_revenue",
  "total_transactions",
  "average_transaction",
  "max_transaction",
  "min_transaction",
  "unique_vehicles"
FROM "location_metrics"
ORDER BY "total_revenue" DESC NULLS LAST, "location_id" NULLS LAST, "location_name" NULLS LAST, "city" NULLS LAST, "state" NULLS LAST
LIMIT 5
