-- One row a listing that may be shown, group by group.
with newest as (
    select * from products
    qualify row_number() over (
        partition by listing_key order by ingested_at desc, input_key) = 1
), languages as (
    select content_digest, any_value(language order by language) as language
    from contents group by content_digest
)
select coalesce(matches.group_key, newest.listing_key) as group_key,
    newest.listing_key, source_url, gtin, mpn, brand, title, description,
    [name for name in coalesce(category_path, []) if name is not null] as category_path,
    [image for image in coalesce(images, []) if image is not null] as images,
    specs, shipping, coalesce(confidence, 0) as confidence, languages.language,
    permitted.fetched_at as read_at
from newest
join permitted on permitted.url = newest.source_url
left join matches on matches.listing_key = newest.listing_key
left join languages on languages.content_digest = permitted.content_digest
where newest.title is not null
order by 1, 2
