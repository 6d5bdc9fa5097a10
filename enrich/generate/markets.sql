-- One row for the home: the categories of which buyers say most, as research last told of
-- them; see markets.py. A category stands here when none of its pages reserves its rights:
-- what research counts rests on all of them.
with :permitted
, :matches
, :placed
, reserving as (
    select url from seen_pages where is_reserved
), read as (
    -- Every page that a number of a category rests on.
    select g.path, m.group_key, l.url, l.host, cast(l.checked_at as date) as read_on
    from offers_latest l join matches m using (listing_key) join placed_in g using (group_key)
    union all
    select g.path, m.group_key, o.url, p.host,
        cast(p.fetched_at as date) as read_on
    from (select distinct listing_key, url from opinions where listing_key is not null) o
    join matches m using (listing_key) join placed_in g using (group_key)
    join (select url, max(fetched_at) as fetched_at, arg_max(host, fetched_at) as host
        from pages group by url) p on p.url = o.url
), open as (
    select path from read where path <> '(no category)' and host is not null
    group by path
    having count(*) filter (url in (select url from reserving)) = 0
), today as (
    select * from market_categories
    qualify row_number() over (
        partition by entity_key order by ingested_at desc, input_key) = 1
), told as (
    select t.* from today t semi join open on open.path = t.entity_key
    where t.groups > 0 and t.price_mid_minor is not null
    order by t.opinions desc, t.groups desc, t.entity_key limit 40
), links as (
    select m.group_key, arg_min(l.url, l.listing_key) as url
    from offers_latest l semi join permitted on permitted.url = l.url
    join matches m using (listing_key) group by m.group_key
), shops as (
    select entity_key, input_key, list(struct_pack(host, groups, shared, changes,
        ratio := round(ratio, 4), ratio_low := round(ratio_low, 4),
        ratio_high := round(ratio_high, 4), cheapest := round(cheapest, 4),
        in_stock := round(in_stock, 4)) order by groups desc, host)[:200] as sellers
    from market_sellers semi join told using (entity_key, input_key)
    group by all
), selling as (
    select entity_key, input_key, list(struct_pack(group_key, title, url, place,
        strength := round(strength, 2), why) order by place)[:10] as bestsellers
    from market_bestsellers semi join told using (entity_key, input_key)
    join links using (group_key)
    where title is not null group by all
), gaps as (
    select entity_key, input_key, list(struct_pack(group_key, kind, title, url,
        strength := round(strength, 2), why) order by strength desc, kind, group_key)[:6] as openings
    from market_opportunities semi join told using (entity_key, input_key)
    left join links using (group_key)
    where group_key is null or (title is not null and url is not null) group by all
), felt as (
    select entity_key, input_key, list(struct_pack(basis, slope := round(slope, 3),
        slope_low := round(slope_low, 3), slope_high := round(slope_high, 3), points,
        opinions, why) order by basis) as sensitivity
    from market_sensitivity semi join told using (entity_key, input_key) group by all
), named as (
    -- Who forgets one of these finds the report: what is counted alone has no name in it.
    select unnest([m.group_key, m.listing_key]) as key from matches m
    semi join (
        select b.group_key from market_bestsellers b semi join told using (entity_key, input_key)
        union all
        select o.group_key from market_opportunities o semi join told using (entity_key, input_key)
    ) n using (group_key)
), categories as (
    select entity_key, t.groups, hosts, currency, left_out, price_low_minor,
        price_mid_minor, price_high_minor, round(sold_out, 4) as sold_out,
        round(reduced, 4) as reduced, round(reduction, 4) as reduction,
        opinions, opinions_before, weekly, round(trend, 3) as trend,
        round(trend_low, 3) as trend_low, round(trend_high, 3) as trend_high,
        round(sentiment, 3) as sentiment, sentiments,
        round(concentration, 4) as concentration,
        list_transform(season, lambda part: round(part, 4)) as season,
        shops.sellers, coalesce(bestsellers, []) as bestsellers, coalesce(openings, []) as openings,
        coalesce(sensitivity, []) as sensitivity
    from told t join shops using (entity_key, input_key)
    left join selling using (entity_key, input_key)
    left join gaps using (entity_key, input_key)
    left join felt using (entity_key, input_key)
), sites as (
    select host, count(distinct url) as pages, max(read_on) as read_on
    from read semi join told on told.entity_key = read.path
    where host is not null group by host
), report as (
    select list(c order by opinions desc, groups desc, entity_key) as categories,
        (select max(as_of) from told) as as_of,
        (select list(sites order by host) from sites) as sites,
        (select list(distinct key order by key) from named) as source_keys
    from categories c having count(*) >= 5
), stated as (
    select *, md5(cast(to_json(categories) as varchar)) as state
    from report
), last as (
    select generated_key, title as called, status, input_key, maker_version, ingested_at
    from generated where maker = 'market_report' order by ingested_at desc, input_key limit 1
)
select categories, as_of, sites, source_keys, state || '-' || coalesce(
        cast(epoch_us(last.ingested_at) as varchar), '') as input_key,
    cast(null as varchar) as withdrawn, cast(null as varchar) as title
from stated left join last on true
where last.input_key is null or last.maker_version <> :version
    or not starts_with(last.input_key, state)
union all by name
-- What is too thin by now is reported on no more.
select generated_key as withdrawn, called as title,
    'gone-' || cast(epoch_us(ingested_at) as varchar) as input_key
from last where status <> 'withdrawn' and not exists (from stated)
