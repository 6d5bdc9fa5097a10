-- error: Every price has a currency.
SELECT listing_key, url, price_minor, seen_at
FROM offers WHERE price_minor IS NOT NULL AND currency IS NULL
