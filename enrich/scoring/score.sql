-- One row a group that changed, with its present offers in one currency and what tells
-- of demand. Listing the offers takes as long as all the rest: for those alone they are.
with :matches
, facts as (
    select m.group_key, max(
        (gtin is not null)::int + (brand is not null)::int
        + (description is not null)::int + (coalesce(len(images), 0) > 0)::int
        + (coalesce(len(category_path), 0) > 0)::int + (specs is not null)::int) as facts
    from products join matches m using (listing_key) group by m.group_key
), present as (
    -- offers_latest names the reading that holds; all its sellers count.
    select m.group_key, o.listing_key, coalesce(o.seller, o.host) as seller, o.host,
        o.price_minor, o.currency, o.list_price_minor, o.shipping_minor, o.availability,
        o.rating, o.reviews, o.confidence, l.checked_at, cast(o.seen_at as date) as day
    from offers o
    join offers_latest l on l.listing_key = o.listing_key and l.input_key = o.input_key
    join matches m on m.listing_key = o.listing_key
    where o.price_minor > 0 and o.currency is not null
), clock as (
    -- Growing old changes a score too, but only when a week has passed.
    select max(checked_at) as as_of, date_trunc('week', max(checked_at)) as week
    from present
), asked as (
    select distinct currency, day from present where currency <> ':home'
), :rates
, priced as materialized (
    select p.* exclude (day),
        case when p.currency = ':home' then 1.0 else coalesce(r.factor, 1.0) end as factor,
        case when r.factor is null then p.currency else ':home' end as money,
        r.rate, r.rate_on, r.rate_source, date_diff('day', r.rate_on, p.day) as rate_days
    from present p left join rated r on r.currency = p.currency and r.day = p.day
), money as (
    select group_key, money from priced group by group_key, money
    qualify row_number() over (partition by group_key
        order by count(*) desc, money <> ':home', money) = 1
), left_out as (
    select p.group_key, list(distinct p.currency order by p.currency) as left_out
    from priced p join money m on m.group_key = p.group_key and m.money <> p.money
    group by p.group_key
), :demand
, grouped as (
    -- Whatever the order, the sum of the offers' digests is the same.
    select p.group_key, any_value(m.money) as currency, any_value(f.facts) as facts,
        date_diff('day', max(p.checked_at), any_value(c.as_of)) as age_days,
        sum((md5_number(concat(listing_key, '|', seller, '|', host, '|', price_minor,
            '|', p.currency, '|', list_price_minor, '|', shipping_minor, '|', availability,
            '|', rating, '|', reviews, '|', confidence, '|', rate, '|', rate_on, '|',
            rate_source, '|', rate_days)) >> 64)::ubigint) as told
    from priced p
    join money m on m.group_key = p.group_key and m.money = p.money
    join facts f on f.group_key = p.group_key
    cross join clock c
    group by p.group_key
), whole as (
    select g.*, l.left_out, o.* exclude (group_key), b.place, s.gone
    from grouped g
    left join left_out l on l.group_key = g.group_key
    left join opined o on o.group_key = g.group_key
    left join placed b on b.group_key = g.group_key
    left join sold_out s on s.group_key = g.group_key
), fresh as (
:changed
), offered as (
    -- Sorted when they are together: a quarter quicker than an ordered aggregate.
    select p.group_key, list_sort(list(struct_pack(listing_key, seller, host, price_minor,
        currency := p.currency, list_price_minor, shipping_minor, availability, rating,
        reviews, confidence, factor, rate, rate_on, rate_source, rate_days))) as offers
    from priced p
    semi join fresh on fresh.entity_key = p.group_key and fresh.currency = p.money
    group by p.group_key
)
select fresh.*, offered.offers
from fresh left join offered on offered.group_key = fresh.entity_key
