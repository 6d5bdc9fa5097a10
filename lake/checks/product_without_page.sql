-- error: The page a product was read from is in the lake.
SELECT products.listing_key, products.source_url
FROM products ANTI JOIN pages ON pages.url = products.source_url
