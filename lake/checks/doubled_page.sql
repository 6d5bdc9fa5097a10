-- error: A page is there once for each URL, moment and campaign.
SELECT url, fetched_at, campaign, count(*) AS times
FROM pages GROUP BY url, fetched_at, campaign HAVING count(*) > 1
