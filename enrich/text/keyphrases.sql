-- The texts whose phrases are looked for: of listings and articles.
with told as (
    select entity_key, language from enriched_languages qualify row_number() over (
        partition by entity_key order by ingested_at desc, input_key) = 1
), texts as (
    select listing_key as entity_key, 'listing' as kind, source_url as url,
        concat_ws(chr(10), title, description) as text, cast(null as varchar) as language
    from (
        select * from products qualify row_number() over (
            partition by listing_key order by ingested_at desc, input_key) = 1
    ) where title is not null or description is not null
    union all
    select md5(url), 'article', url, concat_ws(chr(10), headline, text), language
    from articles where text is not null
    qualify row_number() over (
        partition by url order by ingested_at desc, input_key) = 1
)
select texts.entity_key, kind, url, substr(text, 1, 20000) as text,
    coalesce(texts.language, told.language) as language,
    md5(concat_ws('|', text, coalesce(texts.language, told.language))) as state
from texts left join told on told.entity_key = texts.entity_key
