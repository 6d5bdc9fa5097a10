-- One row a category: its products, its prices shop by shop, and what was said of them.
-- Products are counted, not listings; see market.py. Keys of opinions as in demand.sql.
with
-- Of other pages numbers are taken, and no words.
:permitted
, :matches
, clock as (
    -- The counted weeks are over: a week more changes every category, a day none.
    select coalesce(date_trunc('week', max(fetched_at)), timestamptz '1970-01-05 00:00:00Z')
        as now
    from pages
), :placed
, present as (
    select g.path, m.group_key, l.listing_key, coalesce(l.host, '') as host,
        case when l.price_minor > 0 and coalesce(l.condition, 'new') = 'new'
            then l.price_minor end as price_minor, l.currency,
        l.list_price_minor, l.availability, l.rating, l.reviews, l.checked_at, ok.url as allowed
    from offers_latest l
    join matches m on m.listing_key = l.listing_key
    join placed_in g on g.group_key = m.group_key
    left join permitted ok on ok.url = l.url
), money as (
    select path, currency from present
    where price_minor is not null and currency is not null
    group by path, currency
    qualify row_number() over (
        partition by path order by count(*) desc, currency <> ':home', currency) = 1
), changed as (
    select listing_key, count(*) as changes from (
        select listing_key, valid_from, row_number() over (
            partition by listing_key order by valid_from) as place
        from price_history
    ) cross join clock c
    where place > 1 and valid_from > c.now - interval 91 day group by listing_key
), shops as (
    select p.path, p.group_key, p.host, count(*) as listings,
        min(p.price_minor) filter (p.currency = m.currency) as price_minor,
        count(*) filter (p.currency <> m.currency and p.price_minor is not null)
            as left_out,
        count(p.availability) as told,
        count(*) filter (p.availability in ('OutOfStock', 'SoldOut', 'Discontinued'))
            as gone,
        count(*) filter (p.list_price_minor > p.price_minor) as reduced,
        list(1 - p.price_minor / p.list_price_minor order by p.listing_key)
            filter (p.list_price_minor > p.price_minor) as reductions,
        cast(coalesce(sum(h.changes), 0) as bigint) as changes, bool_and(p.allowed is null) as reserved
    from present p left join money m using (path) left join changed h using (listing_key)
    group by p.path, p.group_key, p.host
), :opinions
, opined as (
    select g.path, m.group_key, s.rating, j.sentiment,
        case when s.posted_at < c.now then s.posted_at end as said_at, c.now
    from said s join matches m using (listing_key)
    join placed_in g using (group_key) cross join clock c left join judged j using (opinion_key)
), heard as (
    select group_key, count(*) filter (said_at >= now - interval 13 week) as late,
        count(*) filter (said_at >= now - interval 26 week and said_at < now - interval 13 week)
            as before,
        count(*) filter (said_at >= now - interval 52 week) as year,
        count(rating) as rated, round(avg(rating), 6) as rating
    from opined group by group_key
), stated as (
    -- What shops state is of the same buyers again and again: the most is taken.
    select group_key, max(reviews) as reviews, arg_max(rating, (reviews, rating)) as rating
    from present where rating between 0 and 5 and reviews > 0 group by group_key
), felt as (
    select path, round(avg(sentiment), 6) as sentiment, count(sentiment) as sentiments,
        min(said_at) as first_at, any_value(now) as now
    from opined group by path
), months as (
    -- Whole years back from the clock, so that each month counts equally often.
    select path, list(count order by month) as months from (
        select s.path, month, cast(sum(count) as bigint) as count from (
            select o.path, month(o.said_at) as month, count(*) as count
            from opined o join felt f using (path)
            where f.first_at <= f.now - interval 2 year
                and o.said_at >= f.now - to_years(cast(
                    date_diff('day', f.first_at, f.now) // 365 as integer))
            group by all
            union all
            select path, m, 0 from felt cross join range(1, 13) as t(m)
        ) s group by all
    ) group by path
), weekly as (
    select path, list(count order by place) as weekly from (
        select path, place, cast(sum(count) as bigint) as count from (
            select path, 26 - 1 - date_diff('day', said_at, now - interval 1 microsecond) // 7
                as place, 1 as count
            from opined where said_at >= now - interval 26 week
            union all
            select path, w, 0 from felt cross join range(26) as t(w)
        ) where place between 0 and 25 group by all
    ) group by path
), coming as (
    select entity_key as group_key, any_value(unit) as unit, round(avg(expected), 6) as expected
    from (
        select * from forecasts qualify ingested_at = max(ingested_at) over (
            partition by entity_key)
    ) cross join clock c where week >= c.now group by entity_key
), :lists
, scored as (
    select entity_key as group_key, currency, margin_minor,
        list_filter(inputs, lambda one: one.name = 'landed')[1].value as landed,
        list_filter(inputs, lambda one: one.name = 'sale')[1].value as sale
    from scores where coalesce(kind, 'group') = 'group'
    qualify row_number() over (
        partition by entity_key order by ingested_at desc, input_key) = 1
), sold_by as (
    select m.group_key, count(distinct coalesce(o.seller, o.host)) as sellers
    from offers o
    join offers_latest l on l.listing_key = o.listing_key and l.input_key = o.input_key
    join matches m on m.listing_key = o.listing_key group by m.group_key
), sellers as (
    select g.path, count(distinct coalesce(o.seller, o.host)) as sellers
    from offers o
    join offers_latest l on l.listing_key = o.listing_key and l.input_key = o.input_key
    join matches m on m.listing_key = o.listing_key join placed_in g using (group_key)
    group by g.path
), moved as (
    -- A price that held a while, the next one, and what was said in as many weeks of each.
    select g.path, ln(h.price_minor / h.was) as step, h.valid_from as moved_at, m.group_key
    from (
        select *, lag(price_minor) over w as was, lag(currency) over w as was_in,
            lag(valid_from) over w as was_from
        from price_history window w as (partition by listing_key order by valid_from)
    ) h join matches m using (listing_key) join placed_in g using (group_key)
    cross join clock c
    where h.was > 0 and h.price_minor > 0 and h.currency = h.was_in
        and abs(ln(h.price_minor / h.was)) >= 0.05
        and h.was_from <= h.valid_from - interval 8 week
        and coalesce(h.valid_to, c.now) >= h.valid_from + interval 8 week
), moves as (
    select path, list(struct_pack(step, before, after) order by group_key, moved_at) as moves
    from (
        select v.path, v.group_key, v.moved_at, v.step,
            count(*) filter (o.said_at < v.moved_at and o.said_at >= v.moved_at - interval 8 week) as before,
            count(*) filter (o.said_at >= v.moved_at and o.said_at < v.moved_at + interval 8 week) as after
        from moved v left join opined o using (group_key)
        group by v.path, v.group_key, v.moved_at, v.step
    ) group by path
), topics as (
    select source, topic, coalesce(region, '') as region, unit, licence, value,
        day, :words(topic) as words
    from trends
    qualify row_number() over (
        partition by source, topic, region, day order by ingested_at desc, value) = 1
), series as (
    select words, source, topic, region, any_value(licence) as licence,
        round(avg(value) filter (day >= now - interval 13 week), 6) as late,
        round(avg(value) filter (day < now - interval 13 week), 6) as before,
        count(*) as points
    from topics cross join clock c
    where day >= now - interval 26 week and day < now group by all
), outside as (
    select path, list(struct_pack(source, topic, region, licence, late, before, points)
        order by source, topic, region) as outside
    from (
        select path, level, max(level) over (partition by path) as deepest, s.*
            exclude (words)
        from (
            select path, level, :words(name) as words from (
                select path, unnest(string_split(path, ' > ')) as name,
                    unnest(range(1, len(string_split(path, ' > ')) + 1)) as level
                from (select distinct path from placed_in)
            )
        ) join series s using (words)
    ) where level = deepest group by path
), things as (
    select g.path, list(struct_pack(group_key := g.group_key, title := g.title,
        late := coalesce(h.late, 0), before := coalesce(h.before, 0),
        year := coalesce(h.year, 0),
        ratings := coalesce(t.reviews, h.rated, 0), rating := coalesce(t.rating, h.rating),
        place := b.place, unit := f.unit, expected := f.expected, sellers := s.sellers,
        landed := x.landed, sale := x.sale, margin := x.margin_minor,
        money := x.currency) order by g.group_key) as groups
    from placed_in g
    semi join present p on p.group_key = g.group_key
    left join heard h on h.group_key = g.group_key
    left join stated t on t.group_key = g.group_key
    left join placed b on b.group_key = g.group_key
    left join coming f on f.group_key = g.group_key
    left join sold_by s on s.group_key = g.group_key
    left join scored x on x.group_key = g.group_key
    group by g.path
), offered as (
    select path, list(struct_pack(group_key, host, listings, price_minor, left_out, told,
        gone, reduced, reductions, changes, reserved) order by group_key, host) as shops
    from shops group by path
), looked as (
    select path, cast(max(checked_at) as date) as as_of from present group by path
), whole as (
    select t.path as entity_key, l.as_of, m.currency, t.groups, o.shops, s.sellers,
        f.sentiment, f.sentiments, n.months, k.weekly, v.moves, u.outside, false as gone
    from things t
    join offered o using (path) join looked l using (path)
    left join money m using (path) left join sellers s using (path)
    left join felt f using (path) left join months n using (path)
    left join weekly k using (path) left join moves v using (path)
    left join outside u using (path)
), over as (
    -- A category that is no more says so once.
    select distinct entity_key from market_categories
    where entity_key not in (select entity_key from whole)
), every as (
    select * from whole
    union all by name
    select entity_key, true as gone from over
)
select e.*, md5(concat_ws('|', currency, cast(groups as varchar), cast(shops as varchar),
    sellers, round(sentiment, 3), sentiments, cast(months as varchar), cast(weekly as varchar),
    cast(moves as varchar), cast(outside as varchar), gone)) as state
from every e
