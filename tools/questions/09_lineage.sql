-- What did each stage take in and give, and how long did it take?
SELECT stage, count(*) AS runs, sum(rows_in) AS rows_in, sum(rows_out) AS rows_out,
       round(sum(epoch(ended_at - started_at)), 1) AS seconds,
       count(*) FILTER (status <> 'done') AS failed
FROM runs GROUP BY stage ORDER BY min(started_at)
