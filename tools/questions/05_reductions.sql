-- Where do shops say a price is reduced, and by how much on average?
SELECT host, count(*) AS offers,
       count(*) FILTER (list_price_minor > price_minor) AS reduced,
       round(avg(100 - 100.0 * price_minor / list_price_minor)
           FILTER (list_price_minor > price_minor), 1) AS percent_off
FROM offers_latest WHERE price_minor IS NOT NULL
GROUP BY host ORDER BY reduced DESC, host LIMIT 8
