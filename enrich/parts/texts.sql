-- Part of a query: the newest words of each listing and each article, and what language
-- each text was told to have.
told as (
    select entity_key, language from enriched_languages qualify row_number() over (
        partition by entity_key order by ingested_at desc, input_key) = 1
), listings as (
    select listing_key as entity_key, 'listing' as kind, source_url as url,
        concat_ws(chr(10), title, description) as text, cast(null as varchar) as language
    from (
        select * from products qualify row_number() over (
            partition by listing_key order by ingested_at desc, input_key) = 1
    ) where title is not null or description is not null
), written as (
    select md5(url) as entity_key, 'article' as kind, url, headline, text, language
    from articles where text is not null
    qualify row_number() over (
        partition by url order by ingested_at desc, input_key) = 1
)
