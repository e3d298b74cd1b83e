-- customer_value, from pipeline.yaml:84
CREATE EXTERNAL TABLE IF NOT EXISTS `orders`.`customer_value` (
  `customer` string,
  `orders` bigint,
  `revenue` decimal(38,2),
  `basket` decimal(29,6),
  `median_line` double,
  `first_order` date,
  `favourite` string
)
COMMENT 'What customers are worth.'
STORED AS PARQUET
LOCATION 's3://example-orders/output/customer_value/'
TBLPROPERTIES (
  'classification' = 'parquet'
)
