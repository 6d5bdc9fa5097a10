-- error: An offer is there once for each listing, input and moment.
SELECT listing_key, input_key, maker, seen_at, price_minor, count(*) AS times
FROM offers
GROUP BY listing_key, input_key, maker, seen_at, price_minor, seller, condition
HAVING count(*) > 1
