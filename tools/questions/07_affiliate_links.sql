-- Which affiliate networks earn on which hosts, and to where do they lead?
SELECT split_part(split_part(src_url, '/', 3), ':', 1) AS host,
       coalesce(network, 'none known') AS network,
       count(*) AS links, count(DISTINCT dst_url) AS targets
FROM links WHERE is_affiliate
GROUP BY ALL ORDER BY links DESC, host, network LIMIT 8
