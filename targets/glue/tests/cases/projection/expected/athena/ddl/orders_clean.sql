-- orders_clean, from pipeline.yaml:20
CREATE EXTERNAL TABLE IF NOT EXISTS `shop-db`.`orders_clean` (
  `order_id` string,
  `customer` string,
  `amount` decimal(10,2),
  `is_gift` boolean,
  `placed_at` timestamp,
  `lines` array<struct<product:string,quantity:bigint>>
)
COMMENT 'It\'s every order, "as bought".'
PARTITIONED BY (
  `orderday` date,
  `country` string,
  `shop` bigint
)
STORED AS PARQUET
LOCATION 's3://shop-data/output/orders_clean/'
TBLPROPERTIES (
  'classification' = 'parquet',
  'projection.enabled' = 'true',
  'projection.orderday.type' = 'date',
  'projection.orderday.format' = 'yyyy-MM-dd',
  'projection.orderday.range' = '2024-01-01,NOW',
  'projection.orderday.interval' = '1',
  'projection.orderday.interval.unit' = 'DAYS',
  'projection.country.type' = 'enum',
  'projection.country.values' = 'de,fr,nl',
  'projection.shop.type' = 'integer',
  'projection.shop.range' = '1,500',
  'storage.location.template' = 's3://shop-data/output/orders_clean/orderDay=${orderday}/country=${country}/shop=${shop}/'
)
