-- The opinions that say or rate something, each with its language; keys as in languages.sql.
select o.entity_key, 'opinion' as kind, o.url, o.text, o.rating, l.language,
    md5(concat_ws('|', coalesce(l.language, ''), coalesce(o.rating, -1))) as state
from (
    select md5(concat_ws('|', listing_key, url, author_hash, text)) as entity_key,
        any_value(url) as url, any_value(text) as text, max(rating) as rating
    from opinions where text is not null or rating is not null group by 1
) o left join (
    select entity_key, language from enriched_languages
    qualify row_number() over (
        partition by entity_key order by ingested_at desc, input_key) = 1
) l on l.entity_key = o.entity_key
