-- Each price that moved: what it was, what it is, since when.
select listing_key, valid_from, currency, before_minor, price_minor
from (
    select *, lag(price_minor) over (
        partition by listing_key order by valid_from
    ) as before_minor
    from {{ source('lake', 'price_history') }}
)
where before_minor is not null
