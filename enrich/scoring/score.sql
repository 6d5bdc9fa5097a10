-- One row a group whose present offers changed since its newest score; see score.py.
with matches as (
    select entity_key as listing_key, group_key from enriched_matches
    qualify row_number() over (
        partition by entity_key order by ingested_at desc, input_key) = 1
), facts as (
    select m.group_key, max(
        (gtin is not null)::int + (brand is not null)::int
        + (description is not null)::int + (len(images) > 0)::int
        + (len(category_path) > 0)::int + (specs is not null)::int) as facts
    from products join matches m using (listing_key) group by m.group_key
), present as (
    -- offers_latest names the reading that holds; all its sellers count.
    select m.group_key, o.listing_key, coalesce(o.seller, o.host) as seller, o.host,
        o.price_minor, o.currency, o.list_price_minor, o.availability, o.rating,
        o.reviews, o.confidence, l.checked_at
    from offers o
    join offers_latest l on l.listing_key = o.listing_key and l.input_key = o.input_key
    join matches m on m.listing_key = o.listing_key
    where o.price_minor > 0 and o.currency is not null
), money as (
    select group_key, mode(currency order by currency) as currency
    from present group by group_key
), clock as (
    select max(checked_at) as as_of from present
), grouped as (
    select p.group_key, any_value(f.facts) as facts,
        date_diff('day', max(p.checked_at), any_value(c.as_of)) as age_days,
        list(struct_pack(listing_key, seller, host, price_minor, list_price_minor,
            availability, rating, reviews, confidence)
            order by p.listing_key, p.seller, p.price_minor) as offers,
        -- Growing old changes a score too, but only when it passes a week or a month.
        md5(concat_ws('|', any_value(m.currency), any_value(f.facts),
            date_diff('day', max(p.checked_at), any_value(c.as_of)) // 7,
            string_agg(concat_ws(';', p.listing_key, p.seller, p.price_minor,
                coalesce(p.list_price_minor, 0), coalesce(p.availability, ''),
                coalesce(p.rating, 0), coalesce(p.reviews, 0), p.confidence), '|'
                order by p.listing_key, p.seller, p.price_minor))) as state
    from present p
    join money m on m.group_key = p.group_key and m.currency = p.currency
    join facts f on f.group_key = p.group_key
    cross join clock c
    group by p.group_key
), last as (
    select entity_key, input_key, maker_version, ingested_at from scores
    qualify row_number() over (
        partition by entity_key order by ingested_at desc, input_key) = 1
)
select g.group_key, g.facts, g.age_days, g.offers, g.state || '-'
    || coalesce(cast(epoch_us(last.ingested_at) as varchar), '') as input_key
from grouped g left join last on last.entity_key = g.group_key
where last.input_key is null or last.maker_version <> :version
    or not starts_with(last.input_key, g.state)
order by g.group_key
