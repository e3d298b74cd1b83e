-- sessions, from pipeline.yaml:69
CREATE EXTERNAL TABLE IF NOT EXISTS `web_logs`.`sessions` (
  `session_id` string,
  `visitor` string,
  `started` timestamp,
  `ended` timestamp,
  `views` bigint,
  `sections` bigint,
  `entry_page` string,
  `exit_page` string,
  `campaign` string,
  `duration_minutes` decimal(23,2),
  `reached_checkout` boolean
)
COMMENT 'One row per session.'
STORED AS PARQUET
LOCATION 's3://example-web-logs/output/sessions/'
TBLPROPERTIES (
  'classification' = 'parquet'
)
