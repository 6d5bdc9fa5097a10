-- Which prices moved, when, and by how much?
SELECT title, strftime(valid_from, '%Y-%m-%d') AS since, before / 100 AS before,
       now_minor / 100 AS now, currency, round(100.0 * now_minor / before - 100, 1) AS percent
FROM (
    SELECT listing_key, valid_from, currency, price_minor AS now_minor,
           lag(price_minor) OVER (PARTITION BY listing_key ORDER BY valid_from) AS before
    FROM price_history
)
JOIN (SELECT listing_key, any_value(title) AS title FROM products GROUP BY ALL)
    USING (listing_key)
WHERE before > 0 ORDER BY abs(percent) DESC, title LIMIT 8
