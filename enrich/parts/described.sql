-- Part of a query that has `permitted` and `matches`: each group in the words of one of its
-- listings. Facts of another language than English are left out.
:told
, :listings
, grouped as (
    -- The shop sells what is in no group yet as well.
    select coalesce(m.group_key, p.listing_key) as group_key, p.*, t.language
    from listings p
    left join matches m using (listing_key)
    left join told t on t.entity_key = p.listing_key
), described as (
    select group_key, listing_key, title, brand,
        case when language = 'en' then category_path[-1] end as category,
        case when language = 'en' then specs end as specs
    from grouped
    qualify row_number() over (partition by group_key order by
        (language = 'en') desc nulls last, confidence desc, listing_key) = 1
)
