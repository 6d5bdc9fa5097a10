-- warning: No price moves more than tenfold at once.
SELECT listing_key, valid_from, price_minor, before, currency
FROM (
    SELECT *, lag(price_minor) OVER listing AS before, lag(currency) OVER listing AS was
    FROM price_history
    WINDOW listing AS (PARTITION BY listing_key ORDER BY valid_from)
)
WHERE was = currency AND least(price_minor, before) > 0
  AND greatest(price_minor, before) > 10 * least(price_minor, before)
