-- error: No price is below zero.
SELECT listing_key, url, price_minor, list_price_minor, shipping_minor, seen_at
FROM offers WHERE least(price_minor, list_price_minor, shipping_minor) < 0
