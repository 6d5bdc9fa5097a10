"""The view `hosts`: what was fetched from each host, and what its robots.txt asks.

Parts that a rendered page did not get (PartForbidden and the like) are no fetches.
"""

HOSTS = """
CREATE VIEW hosts AS
WITH stored AS (
    SELECT host, any_value(domain) AS domain, count(*) AS pages,
           count(DISTINCT url_key) AS urls, max(fetched_at) AS last_page_at
    FROM pages GROUP BY host
), tried AS (
    SELECT host, count(*) AS fetches,
           count(*) FILTER (error IS NOT NULL OR status >= 400) AS errors,
           sum(bytes)::BIGINT AS bytes,
           min(fetched_at) AS first_fetched_at, max(fetched_at) AS last_fetched_at,
           max_by(delay_s, fetched_at) AS delay_s
    FROM fetches WHERE NOT coalesce(starts_with(error, 'Part'), false) GROUP BY host
), ruled AS (
    SELECT host, arg_max_null(status, fetched_at) AS robots_status,
           max(fetched_at) AS robots_at,
           arg_max_null(crawl_delay, fetched_at) AS crawl_delay
    FROM robots GROUP BY host
)
SELECT host, domain, coalesce(pages, 0) AS pages, coalesce(urls, 0) AS urls,
       coalesce(fetches, 0) AS fetches, coalesce(errors, 0) AS errors,
       coalesce(bytes, 0) AS bytes, first_fetched_at, last_fetched_at, last_page_at,
       delay_s, robots_status, robots_at, crawl_delay
FROM stored FULL JOIN tried USING (host) FULL JOIN ruled USING (host)
"""
