-- warning: No whole day brings less than a fifth of the pages of the week before.
WITH daily AS (
    SELECT campaign, fetched_at::DATE AS day, count(*) AS pages
    FROM pages WHERE fetched_at < current_date GROUP BY ALL
), compared AS (
    SELECT *, avg(pages) OVER (
        PARTITION BY campaign ORDER BY day
        RANGE BETWEEN INTERVAL 7 DAYS PRECEDING AND INTERVAL 1 DAY PRECEDING
    ) AS usual
    FROM daily
)
SELECT campaign, day, pages, round(usual) AS usual
FROM compared WHERE usual >= 100 AND pages < usual / 5
