-- Which hosts change their pages between one visit and the next?
SELECT host, count(*) AS urls_seen_again,
       count(*) FILTER (bodies > 1) AS changed,
       round(100.0 * count(*) FILTER (bodies > 1) / count(*)) AS percent
FROM (
    SELECT host, url_key, count(*) AS visits, count(DISTINCT content_digest) AS bodies
    FROM pages WHERE status = 200 GROUP BY host, url_key
)
WHERE visits > 1 GROUP BY host ORDER BY changed DESC, host LIMIT 8
