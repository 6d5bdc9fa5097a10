-- What is new, each text with the brands and part numbers of the lake that it may name:
-- of those whose first word is one of its words.
with fresh as (
:changed
), names as (
    select trim(brand) as name, 'BRAND' as label from products
    union
    select trim(mpn), 'MODEL' from products
    where regexp_matches(mpn, '\d') and regexp_matches(mpn, '\p{L}')
), known as (
    select lower(name) as name, min(label) as label,
        regexp_extract(lower(any_value(name)), '[\p{L}\p{N}]+') as first
    from names where length(name) between 3 and 60 group by lower(name)
), words as (
    select distinct entity_key,
        unnest(regexp_extract_all(lower(text), '[\p{L}\p{N}]+')) as word
    from fresh
), found as (
    select entity_key, list({'text': name, 'label': label} order by name) as names
    from words join known on words.word = known.first
    join fresh using (entity_key)
    where contains(lower(fresh.text), name) group by entity_key
)
select fresh.*, found.names
from fresh left join found on found.entity_key = fresh.entity_key
