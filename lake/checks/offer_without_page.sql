-- error: The page an offer was read from is in the lake.
SELECT offers.listing_key, offers.url, offers.seen_at
FROM offers ANTI JOIN pages USING (url)
