-- exported, from pipeline.yaml:29
CREATE EXTERNAL TABLE IF NOT EXISTS `shop-db`.`exported` (
  `order_id` string,
  `orderday` string COMMENT 'date as text',
  `amount` string COMMENT 'decimal(10,2) as text',
  `is_gift` string COMMENT 'boolean as text',
  `placed_at` string COMMENT 'timestamp as text'
)
ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde'
WITH SERDEPROPERTIES ('separatorChar' = ',', 'quoteChar' = '"')
STORED AS TEXTFILE
LOCATION 's3://shop-data/output/exports/orders/'
TBLPROPERTIES (
  'classification' = 'csv',
  'skip.header.line.count' = '1'
)
