-- The texts whose phrases are looked for: of listings and articles.
with :texts
, texts as (
    from listings
    union all
    select entity_key, kind, url, concat_ws(chr(10), headline, text), language from written
)
select texts.entity_key, kind, url, substr(text, 1, 20000) as text,
    coalesce(texts.language, told.language) as language,
    md5(concat_ws('|', text, coalesce(texts.language, told.language))) as state
from texts left join told on told.entity_key = texts.entity_key
