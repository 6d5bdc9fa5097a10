-- error: Every offer and product belongs to an input that is booked as made.
SELECT 'offers' AS table_name, listing_key, input_key, maker, maker_version
FROM offers ANTI JOIN made USING (input_key, maker, maker_version)
UNION ALL
SELECT 'products', listing_key, input_key, maker, maker_version
FROM products ANTI JOIN made USING (input_key, maker, maker_version)
