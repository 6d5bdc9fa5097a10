-- The texts whose language no page told: of listings and opinions.
select listing_key as entity_key, 'listing' as kind, source_url as url,
    concat_ws(chr(10), title, description) as text,
    md5(concat_ws(chr(10), title, description)) as state
from (
    select * from products qualify row_number() over (
        partition by listing_key order by ingested_at desc, input_key) = 1
)
union all
-- An opinion has no key of its own: it is what it says, where, about what.
select md5(concat_ws('|', listing_key, url, author_hash, text)) as entity_key,
    'opinion' as kind, any_value(url) as url, any_value(text) as text, '1' as state
from opinions where text is not null group by 1
