-- Daily, from pipeline.yaml:36
CREATE EXTERNAL TABLE IF NOT EXISTS `shop-db`.`daily` (
  `revenue` decimal(38,2)
)
PARTITIONED BY (
  `country` string
)
STORED AS PARQUET
LOCATION 's3://shop-data/output/Daily/'
TBLPROPERTIES (
  'classification' = 'parquet'
)
