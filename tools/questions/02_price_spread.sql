-- Which product differs most in price between shops that sell it?
SELECT any_value(products.title) AS title, count(DISTINCT host) AS shops,
       min(price_minor) / 100 AS cheapest, max(price_minor) / 100 AS dearest, currency,
       round(100.0 * max(price_minor) / min(price_minor) - 100) AS percent
FROM offers_latest
JOIN products USING (listing_key, input_key, maker_version)
WHERE gtin IS NOT NULL AND price_minor > 0
GROUP BY gtin, currency HAVING count(DISTINCT host) > 1
ORDER BY percent DESC, gtin LIMIT 8
