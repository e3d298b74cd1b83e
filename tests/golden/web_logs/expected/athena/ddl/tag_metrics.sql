-- tag_metrics, from pipeline.yaml:105
CREATE EXTERNAL TABLE IF NOT EXISTS `web_logs`.`tag_metrics` (
  `tag` string,
  `events` bigint
)
COMMENT 'How often each tag is used.'
STORED AS PARQUET
LOCATION 's3://example-web-logs/output/tag_metrics/'
TBLPROPERTIES (
  'classification' = 'parquet'
)
