-- sales, from pipeline.yaml:40
CREATE EXTERNAL TABLE IF NOT EXISTS `orders`.`sales` (
  `order_id` bigint,
  `product` string,
  `quantity` bigint,
  `unit_price` decimal(8,2),
  `discount` decimal(4,3),
  `customer` string,
  `placed_at` timestamp,
  `status` string,
  `order_date` date,
  `amount` decimal(36,2),
  `weekday` string,
  `size` string
)
COMMENT 'One row per order line, with its net amount and product.'
PARTITIONED BY (
  `category` string
)
STORED AS PARQUET
LOCATION 's3://example-orders/output/sales/'
TBLPROPERTIES (
  'classification' = 'parquet'
)
