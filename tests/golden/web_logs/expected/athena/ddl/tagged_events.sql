-- tagged_events, from pipeline.yaml:61
CREATE EXTERNAL TABLE IF NOT EXISTS `web_logs`.`tagged_events` (
  `event_id` string,
  `occurred` timestamp,
  `visitor` string,
  `tag` string
)
COMMENT 'One row per event and tag.'
STORED AS PARQUET
LOCATION 's3://example-web-logs/output/tagged_events/'
TBLPROPERTIES (
  'classification' = 'parquet'
)
