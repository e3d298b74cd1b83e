-- campaign_metrics, from pipeline.yaml:84
CREATE EXTERNAL TABLE IF NOT EXISTS `web_logs`.`campaign_metrics` (
  `campaign` string,
  `session_count` bigint,
  `conversions` bigint,
  `conversion_rate` decimal(21,2),
  `median_views` double
)
COMMENT 'Sessions and conversions by campaign.'
STORED AS PARQUET
LOCATION 's3://example-web-logs/output/campaign_metrics/'
TBLPROPERTIES (
  'classification' = 'parquet'
)
