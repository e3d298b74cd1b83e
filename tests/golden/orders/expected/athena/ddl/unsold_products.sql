-- unsold_products, from pipeline.yaml:57
CREATE EXTERNAL TABLE IF NOT EXISTS `orders`.`unsold_products` (
  `product` string,
  `category` string,
  `launched` date
)
COMMENT 'Products nobody bought.'
STORED AS PARQUET
LOCATION 's3://example-orders/output/unsold_products/'
TBLPROPERTIES (
  'classification' = 'parquet'
)
