-- One row a category in which enough prices moved, and one a currency for all the rest: the
-- products that most shops sell, with each price that was read in a year; see watch.py.
with :permitted
, :matches
, :told
, :listings
, :present
, things as (
    -- A group is told of in the words of one listing.
    select m.group_key, p.listing_key as told_by, p.title, array_to_string(p.category_path[:2], ' > ') as path
    from listings p
    join matches m using (listing_key)
    left join told t on t.entity_key = p.listing_key
    qualify row_number() over (partition by m.group_key order by
        (t.language = 'en') desc nulls last, p.confidence desc, p.listing_key) = 1
), asked as (
    -- A former price is one above the one that is asked.
    select p.* replace (case when p.list_price_minor > p.price_minor
        then p.list_price_minor end as list_price_minor), max(p.checked_at) over () as newest_at
    from present p
), money as (
    select group_key, mode(currency order by currency) as currency
    from present group by group_key
), counted as (
    -- Prices are listed of the chosen alone: here it is counted which those are.
    select p.group_key, p.currency, p.listing_key, p.host, p.url, p.price_minor,
        p.list_price_minor, p.newest_at, cast(p.checked_at as date) as checked_on, count(*) as prices
    from asked p
    join money m on m.group_key = p.group_key and m.currency = p.currency
    join price_history h on h.listing_key = p.listing_key and h.currency = p.currency
    where h.price_minor > 0 and coalesce(h.valid_to, p.newest_at) >= p.newest_at - interval 366 day
    group by all having arg_max(h.price_minor, h.valid_from) = p.price_minor
), shops as (
    -- A shop stands once: with the lowest price it asks.
    select * from counted
    qualify row_number() over (
        partition by group_key, host order by price_minor, listing_key) = 1
), watched as (
    select s.group_key, s.currency, t.told_by, t.title, t.path, list(s.host) as hosts,
        bool_or(s.prices > 1) as is_moved
    from shops s join things t using (group_key) group by all
), foreseen as (
    select entity_key as group_key, week, unit, round(expected, 1) as expected,
        round(low, 1) as low, round(high, 1) as high
    from forecasts
    qualify ingested_at = max(ingested_at) over (partition by entity_key)
        and row_number() over (partition by entity_key order by week, ingested_at desc, input_key) = 1
), tried as (
    -- How far the way that has most say was off in the past.
    select entity_key as group_key, model, round(wape, 2) as wape from backtests
    where wape is not null and share > 0
    qualify ingested_at = max(ingested_at) over (partition by entity_key)
        and row_number() over (partition by entity_key order by share desc, model, input_key) = 1
), coming as (
    select group_key, struct_pack(week, unit, expected, low, high, model, wape) as coming
    from foreseen join tried using (group_key)
), last as (
    select generated_key, title as called, status, input_key, maker_version, ingested_at
    from generated where maker = 'price_watch'
    qualify row_number() over (
        partition by generated_key order by ingested_at desc, input_key) = 1
), own as (
    -- The categories in which most moved, and those that have a watch of their own.
    select path, currency, row_number() over (
        order by count(*) filter (is_moved) desc, path, currency) as place
    from watched where path <> ''
    group by path, currency
    having count(*) >= 8 and count(*) filter (is_moved) >= 5
        and len(list_distinct(flatten(list(hosts)))) >= 3
    qualify place <= 12
        or left(md5(concat_ws('|', currency, path)), 16) in (select left(input_key, 16) from last)
), scoped as (
    select w.*, c.coming, coalesce(o.path, '') as scope
    from watched w left join own o using (path, currency) left join coming c using (group_key)
    qualify row_number() over (
        partition by scope, w.currency order by len(w.hosts) desc, w.is_moved desc, w.group_key) <= 80
), priced as (
    select s.group_key, s.listing_key, any_value(s.host) as host, any_value(s.url) as url,
        any_value(s.list_price_minor) as list_price_minor,
        any_value(s.checked_on) as checked_on,
        list(struct_pack(micros := epoch_us(h.valid_from), price_minor := h.price_minor,
            read_on := cast(h.valid_from as date)) order by h.valid_from) as readings
    from shops s
    semi join scoped on scoped.group_key = s.group_key
    join price_history h on h.listing_key = s.listing_key and h.currency = s.currency
    where h.price_minor > 0 and coalesce(h.valid_to, s.newest_at) >= s.newest_at - interval 366 day
    group by s.group_key, s.listing_key
), listed as (
    select group_key, max(checked_on) as checked_on, list(struct_pack(listing_key, host, url,
        list_price_minor, readings, is_read_again := checked_on > readings[1].read_on)
        order by host) as listings
    from priced group by group_key
), looked as (
    select scope, currency, list(struct_pack(host, read_on) order by host) as shops from (
        select w.scope, w.currency, p.host, max(p.checked_on) as read_on
        from scoped w join priced p using (group_key) group by all
    ) group by all
), wide as (
    select scope, currency, max(checked_on) as as_of, left(md5(concat_ws('|', currency, scope)), 16) as topic,
        list(struct_pack(group_key, told_by, title, path, listings, coming) order by group_key) as things
    from scoped join listed using (group_key)
    group by scope, currency having count(*) >= 8
        and len(list_distinct(flatten(list(hosts)))) >= 3
), stated as (
    select *, md5(cast(to_json(things) as varchar)) as state from wide
)
select scope, currency, as_of, things, shops, concat_ws('-', s.topic, s.state,
    coalesce(cast(epoch_us(last.ingested_at) as varchar), '')) as input_key,
    cast(null as varchar) as withdrawn, cast(null as varchar) as title
from stated s join looked using (scope, currency)
left join last on left(last.input_key, 16) = s.topic
where last.input_key is null or last.maker_version <> :version
    or substr(last.input_key, 18, 32) <> s.state
union all by name
-- What is too thin by now is watched no more.
select l.generated_key as withdrawn, l.called as title, concat_ws('-', left(l.input_key, 16), 'gone',
    cast(epoch_us(l.ingested_at) as varchar)) as input_key
from last l
where l.status <> 'withdrawn'
    and left(l.input_key, 16) not in (select topic from stated)
