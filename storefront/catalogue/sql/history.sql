-- What each listing asked in the last year, day by day; a day counts with its last price.
select listing_key, price_minor, currency,
    cast(valid_from as date) as since, cast(valid_to as date) as until
from price_history
where price_minor > 0 and currency is not null
    and coalesce(valid_to >= (select max(valid_from) from price_history) - interval 1 year, true)
order by listing_key, valid_from
