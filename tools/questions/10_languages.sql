-- Which languages are there, by top-level domain? (as asked of Common Crawl's index)
SELECT content_languages, url_host_tld, count(*) AS pages,
       count(DISTINCT url_host_registered_domain) AS domains
FROM ccindex WHERE subset = 'warc'
GROUP BY ALL ORDER BY pages DESC, content_languages
