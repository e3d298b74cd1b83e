-- exit_pages, from pipeline.yaml:114
-- Pages people leave from most often.
SELECT
  "exit_page",
  count(*) AS "exits"
FROM (
  SELECT
    "session_id",
    "visitor",
    CAST("started" AS TIMESTAMP(6)) AS "started",
    CAST("ended" AS TIMESTAMP(6)) AS "ended",
    "views",
    "sections",
    "entry_page",
    "exit_page",
    "campaign",
    "duration_minutes",
    "reached_checkout"
  FROM "sessions"
)
GROUP BY "exit_page"
ORDER BY "exits" DESC NULLS LAST, "exit_page" NULLS LAST
LIMIT 5
