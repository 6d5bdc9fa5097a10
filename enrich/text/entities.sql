-- The texts in which names are looked for: of listings, opinions and articles.
with :texts
, texts as (
    from listings
    union all
    select md5(concat_ws('|', listing_key, url, author_hash, text)), 'opinion',
        any_value(url), any_value(text), null
    from opinions where text is not null group by 1
    union all
    select entity_key, kind, url, text, language from written
)
select texts.entity_key, kind, url, substr(text, 1, 50000) as text,
    coalesce(texts.language, told.language) as language,
    md5(concat_ws('|', text, coalesce(texts.language, told.language))) as state
from texts left join told on told.entity_key = texts.entity_key
