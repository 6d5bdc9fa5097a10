-- Part of a query: opinions on listings, and how their words judge. One is read again
-- whenever its page changed: it counts once. Keys as in text/languages.sql.
said as (
    select md5(concat_ws('|', listing_key, url, author_hash, text)) as opinion_key,
        any_value(listing_key) as listing_key,
        max(rating) filter (rating between 0 and 5) as rating,
        max(posted_at) as posted_at
    from opinions where listing_key is not null group by 1
), judged as (
    select entity_key as opinion_key, sentiment from enriched_sentiments
    where kind = 'opinion'
    qualify row_number() over (
        partition by entity_key order by ingested_at desc, input_key) = 1
)
