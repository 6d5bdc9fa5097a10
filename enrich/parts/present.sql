-- Part of a query that has `permitted` and `matches`: what may be bought new today.
present as (
    select coalesce(m.group_key, o.listing_key) as group_key, o.*
    from offers_latest o
    semi join permitted on permitted.url = o.url
    left join matches m using (listing_key)
    where o.price_minor > 0 and o.currency is not null and o.host is not null
        and coalesce(o.condition, 'new') = 'new'
        and coalesce(o.availability, '') not in ('OutOfStock', 'SoldOut', 'Discontinued')
    -- What no fetch confirmed for two months is no price of today.
    qualify o.checked_at >= max(o.checked_at) over () - interval 60 day
)
