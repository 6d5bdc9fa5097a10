-- What is new, each text with the brands and part numbers of the lake that it may name:
-- of those whose words stand in it one after the other. The first eight words are looked
-- up together, as thousands of part numbers may begin with one word, and few with eight.
with fresh as (
:changed
), names as (
    select trim(brand) as name, 'BRAND' as label from products
    union
    select trim(mpn), 'MODEL' from products
    where regexp_matches(mpn, '\d') and regexp_matches(mpn, '\p{L}')
), known as (
    select lower(name) as name, min(label) as label,
        regexp_extract_all(lower(any_value(name)), '[\p{L}\p{N}]+')[:8] as words
    from names where length(name) between 3 and 60 group by lower(name)
), begun as (
    select distinct words[1] as first, len(words) as length from known
), worded as (
    select entity_key, regexp_extract_all(lower(text), '[\p{L}\p{N}]+') as words from fresh
), runs as (
    -- The words of a text, and beside each the seven that follow it.
    select entity_key, unnest(words) as w1, unnest(words[2:]) as w2,
        unnest(words[3:]) as w3, unnest(words[4:]) as w4, unnest(words[5:]) as w5,
        unnest(words[6:]) as w6, unnest(words[7:]) as w7, unnest(words[8:]) as w8
    from worded
), looked_up as (
    select distinct entity_key, [w1, w2, w3, w4, w5, w6, w7, w8][:length] as words
    from runs join begun on w1 = first
), found as (
    select entity_key, list({'text': name, 'label': label} order by name) as names
    from looked_up join known using (words) join fresh using (entity_key)
    where contains(lower(fresh.text), name) group by entity_key
)
select fresh.*, found.names
from fresh left join found on found.entity_key = fresh.entity_key
