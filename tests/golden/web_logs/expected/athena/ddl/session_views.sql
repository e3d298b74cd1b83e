-- session_views, from pipeline.yaml:42
CREATE EXTERNAL TABLE IF NOT EXISTS `web_logs`.`session_views` (
  `event_id` string,
  `occurred` timestamp,
  `visitor` string,
  `path` string,
  `country` string,
  `campaign` string,
  `tag_count` bigint,
  `session_number` bigint,
  `session_id` string,
  `position` bigint
)
COMMENT 'Page views numbered by session. A session ends after a gap without events.'
PARTITIONED BY (
  `section` string
)
STORED AS PARQUET
LOCATION 's3://example-web-logs/output/session_views/'
TBLPROPERTIES (
  'classification' = 'parquet'
)
