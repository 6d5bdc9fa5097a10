-- Part of a query that has `matches`: the group that each sku stands for today. A group
-- goes by the key of one of its listings, which may be of another one since it was
-- published.
newest as (
    select distinct on (sku) sku, group_key from catalogue
    order by sku, ingested_at desc, snapshot
), sold as (
    select n.sku, coalesce(m.group_key, n.group_key) as group_key
    from newest n left join matches m on m.listing_key = n.group_key
    where n.group_key is not null
)
