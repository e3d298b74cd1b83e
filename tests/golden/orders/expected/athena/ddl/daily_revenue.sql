-- daily_revenue, from pipeline.yaml:64
CREATE EXTERNAL TABLE IF NOT EXISTS `orders`.`daily_revenue` (
  `order_date` date,
  `orders` bigint,
  `revenue` decimal(38,2),
  `large_share` decimal(20,1)
)
COMMENT 'Revenue by day, with the average of the last seven days that had sales.'
STORED AS PARQUET
LOCATION 's3://example-orders/output/daily_revenue/'
TBLPROPERTIES (
  'classification' = 'parquet'
)
