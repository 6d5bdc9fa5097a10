-- One row: the best groups with offers of three shops or more; see comparison.py.
with :permitted
, :matches
, :told
, :present
, scored as (
    select entity_key as group_key, round(score) as score from scores
    qualify row_number() over (
        partition by entity_key order by ingested_at desc, input_key) = 1
), money as (
    select group_key, mode(currency order by currency) as currency
    from present group by group_key
), priced as (
    select p.listing_key from present p
    join money m on m.group_key = p.group_key and m.currency = p.currency
), described as (
    -- A group is told of in the words of one listing, in the language of the work, and
    -- of a shop whose price is compared, where one can be.
    select m.group_key, p.listing_key as told_by, p.title, p.brand, p.category_path[1] as category
    from products p
    semi join permitted on permitted.url = p.source_url
    join matches m on m.listing_key = p.listing_key
    left join told t on t.entity_key = p.listing_key
    where p.title is not null and coalesce(t.language, 'en') = 'en'
    qualify row_number() over (partition by m.group_key
        order by (p.listing_key in (select listing_key from priced)) desc,
            p.confidence desc, p.listing_key, p.ingested_at desc, p.input_key) = 1
), shops as (
    -- A shop stands once: with the lowest price it asks.
    select p.group_key, p.host, any_value(p.currency) as currency,
        max(p.checked_at) as checked_at,
        arg_min(struct_pack(listing_key := p.listing_key, host := p.host, url := p.url,
            price_minor := p.price_minor, availability := p.availability,
            seen_on := cast(p.seen_at as date),
            rating := round(p.rating, 1), p.reviews),
            (p.price_minor, p.listing_key)) as offer
    from present p
    join money m on m.group_key = p.group_key and m.currency = p.currency
    group by p.group_key, p.host
), compared as (
    select s.group_key, any_value(s.currency) as currency,
        max(s.checked_at) as checked_at,
        list(s.offer order by s.offer.price_minor, s.host) as offers
    from shops s group by s.group_key having count(*) >= 3
), best as (
    select c.*, d.told_by, d.title, d.brand, d.category, s.score
    from compared c
    join described d on d.group_key = c.group_key
    join scored s on s.group_key = c.group_key
    order by s.score desc, c.group_key limit 20
), report as (
    select coalesce(list(struct_pack(group_key, told_by, title, brand, category, score, currency,
        offers) order by score desc, group_key), []) as groups,
        cast(max(checked_at) as date) as as_of
    from best
), last as (
    select input_key, maker_version, ingested_at, status from generated
    where maker = 'comparison' order by ingested_at desc, input_key limit 1
), stated as (
    select groups, as_of, md5(cast(to_json(groups) as varchar)) as state from report
)
select groups, as_of, coalesce(last.status, 'withdrawn') <> 'withdrawn' as is_told,
    state || '-' || coalesce(cast(epoch_us(last.ingested_at) as varchar), '') as input_key
from stated left join last on true
where last.input_key is null or last.maker_version <> :version
    or not starts_with(last.input_key, state)
