-- page_views, from pipeline.yaml:26
CREATE EXTERNAL TABLE IF NOT EXISTS `web_logs`.`page_views` (
  `event_id` string,
  `occurred` timestamp,
  `visitor` string,
  `path` string,
  `section` string,
  `country` string,
  `campaign` string,
  `tag_count` bigint
)
COMMENT 'Successful page views, once each, with the page\'s section and the campaign that brought the visitor.'
STORED AS PARQUET
LOCATION 's3://example-web-logs/output/page_views/'
TBLPROPERTIES (
  'classification' = 'parquet'
)
