-- error: Nothing was seen in the future; five minutes are granted to clocks.
SELECT 'pages' AS table_name, url, fetched_at AS at
FROM pages WHERE fetched_at > now() + INTERVAL 5 MINUTE
UNION ALL
SELECT 'fetches', url, fetched_at
FROM fetches WHERE fetched_at > now() + INTERVAL 5 MINUTE
UNION ALL
SELECT 'offers', url, seen_at
FROM offers WHERE seen_at > now() + INTERVAL 5 MINUTE
UNION ALL
SELECT 'batches', batch_id, committed_at
FROM batches WHERE committed_at > now() + INTERVAL 5 MINUTE
