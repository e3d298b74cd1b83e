-- section_metrics, from pipeline.yaml:95
CREATE EXTERNAL TABLE IF NOT EXISTS `web_logs`.`section_metrics` (
  `day` date,
  `section` string,
  `views` bigint,
  `visitors` bigint
)
COMMENT 'Views and visitors by section and day.'
STORED AS PARQUET
LOCATION 's3://example-web-logs/output/section_metrics/'
TBLPROPERTIES (
  'classification' = 'parquet'
)
