-- One row a listing that may be shown, group by group.
with permitted as (
    -- A page that reserves text and data mining, or forbids copies, is no source; nor is
    -- one that is there no more. Of an error page's rights nothing follows.
    select url, content_digest from (
        select *, first_value(status) over (
            partition by url order by fetched_at desc, ingested_at desc) as last_status
        from pages
    )
    where content_digest is not null
        and coalesce(status, 200) in (200, 304) and coalesce(last_status, 200) not in (404, 410)
    qualify row_number() over (
        partition by url order by fetched_at desc, ingested_at desc) = 1
        and not coalesce(rights.tdm_reserved, false)
        and not coalesce(rights.noarchive, false)
), matches as (
    select entity_key as listing_key, group_key from enriched_matches
    qualify row_number() over (
        partition by entity_key order by ingested_at desc, input_key) = 1
), newest as (
    select * from products
    qualify row_number() over (
        partition by listing_key order by ingested_at desc, input_key) = 1
), languages as (
    select content_digest, any_value(language order by language) as language
    from contents group by content_digest
)
select coalesce(matches.group_key, newest.listing_key) as group_key,
    newest.listing_key, source_url, gtin, mpn, brand, title, description,
    coalesce(category_path, []) as category_path, coalesce(images, []) as images,
    specs, coalesce(confidence, 0) as confidence, languages.language
from newest
join permitted on permitted.url = newest.source_url
left join matches on matches.listing_key = newest.listing_key
left join languages on languages.content_digest = permitted.content_digest
where newest.title is not null
order by 1, 2
