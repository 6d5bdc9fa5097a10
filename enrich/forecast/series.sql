-- One row a group: what was wanted of it, week by week. Orders of the shop where it had any,
-- else opinions, which are written after a part of all sales. A week that is not over does
-- not count, and one in which nothing came is 0. `sku` is what the shop calls the group.
with :matches
, :sold
, events as (
    select s.group_key, 'orders' as unit, e.ts as came_at
    from shop_events e join sold s using (sku) where e.kind = 'order'
    union all
    select g.group_key, 'opinions', max(o.posted_at)
    from opinions o join matches g using (listing_key)
    where o.posted_at is not null
    -- The same opinion is read again with each crawl. Stars alone differ by their day.
    group by g.group_key, o.listing_key, o.author_hash, o.text,
        case when o.text is null then o.posted_at end
), clock as (
    select date_trunc('week', max(fetched_at)) as now from pages
), counted as (
    select group_key, unit, date_trunc('week', came_at) as week, count(*) as events
    from events, clock
    -- Pages give reviews any date: what is older than five years says nothing of today.
    where came_at < now and came_at >= now - interval 260 week
    group by group_key, unit, week
), spans as (
    select group_key, unit, min(week) as first_week,
        sum(events) as events, count(*) as weeks
    from counted group by all
), chosen as (
    -- Two orders say more than a hundred opinions, but not of the weeks to come.
    select distinct on (group_key) * from spans
    where weeks >= 4 and first_week <= (select now from clock) - interval 13 week
    order by group_key, unit desc
), filled as (
    select c.group_key, c.unit, w.week, coalesce(n.events, 0) as events
    from chosen c
    cross join unnest(generate_series(
        c.first_week, (select now from clock) - interval 1 week, interval 1 week)) as w(week)
    left join counted n
        on n.group_key = c.group_key and n.unit = c.unit and n.week = w.week
)
select f.group_key as entity_key, f.unit,
    (select min(s.sku) from sold s where s.group_key = f.group_key) as sku,
    cast(max(week) as date) as last_week,
    list(cast(events as double) order by week) as counts,
    md5(concat_ws('|', unit, cast(max(week) as date),
        string_agg(cast(events as varchar), ',' order by week))) as state
from filled f group by f.group_key, f.unit
