-- best_sellers, from pipeline.yaml:74
CREATE EXTERNAL TABLE IF NOT EXISTS `orders`.`best_sellers` (
  `category` string,
  `product` string,
  `units` bigint,
  `revenue` decimal(38,2)
)
COMMENT 'The three products with most revenue in every category.'
STORED AS PARQUET
LOCATION 's3://example-orders/output/best_sellers/'
TBLPROPERTIES (
  'classification' = 'parquet'
)
