-- Which shop is cheapest most often, among products that at least two shops sell?
WITH offer AS (
    SELECT gtin, host, price_minor + coalesce(shipping_minor, 0) AS total, currency
    FROM offers_latest JOIN products USING (listing_key, input_key, maker_version)
    WHERE gtin IS NOT NULL AND price_minor IS NOT NULL AND availability = 'InStock'
)
SELECT host, count(*) AS products,
       count(*) FILTER (total = best) AS cheapest,
       round(100.0 * count(*) FILTER (total = best) / count(*)) AS percent
FROM (
    SELECT *, min(total) OVER one AS best, count(*) OVER one AS shops
    FROM offer WINDOW one AS (PARTITION BY gtin, currency)
)
WHERE shops > 1 GROUP BY host ORDER BY percent DESC, host
