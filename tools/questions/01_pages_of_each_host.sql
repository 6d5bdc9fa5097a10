-- How many pages does each host have, how heavy are they, and how many attempts failed?
SELECT host, pages, errors, round(bytes / 1e6, 1) AS megabytes,
       delay_s, strftime(last_fetched_at, '%Y-%m-%d') AS last_day
FROM hosts ORDER BY pages DESC, host LIMIT 8
