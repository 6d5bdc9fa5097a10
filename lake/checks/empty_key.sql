-- error: No key is empty.
SELECT 'pages' AS table_name, url AS row FROM pages WHERE coalesce(url_key, '') = ''
UNION ALL
SELECT 'bodies', warc_file FROM bodies WHERE coalesce(content_digest, '') = ''
UNION ALL
SELECT 'products', source_url FROM products WHERE coalesce(listing_key, '') = ''
UNION ALL
SELECT 'offers', url FROM offers WHERE coalesce(listing_key, '') = ''
UNION ALL
SELECT 'scores', maker FROM scores WHERE coalesce(entity_key, '') = ''
