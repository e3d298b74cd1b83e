-- by_customer, from pipeline.yaml:25
CREATE EXTERNAL TABLE IF NOT EXISTS `shop-db`.`by_customer` (
  `order_id` string,
  `amount` decimal(10,2)
)
PARTITIONED BY (
  `customer` string
)
STORED AS PARQUET
LOCATION 's3://shop-data/output/by_customer/'
TBLPROPERTIES (
  'classification' = 'parquet',
  'projection.enabled' = 'true',
  'projection.customer.type' = 'injected',
  'storage.location.template' = 's3://shop-data/output/by_customer/customer=${customer}/'
)
