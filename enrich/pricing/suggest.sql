-- One row a group that has a score with money in it: its newest score's inputs, and what the
-- shop sold of it week by week, with the price that stood then.
with scored as (
    select entity_key, currency, inputs, input_key from scores
    where kind = 'group'
    qualify row_number() over (
        partition by entity_key order by ingested_at desc, input_key) = 1
), priced as (
    select sku, group_key, price_minor, ingested_at as since
    from catalogue where price_minor > 0
), orders as (
    select sku, date_trunc('week', ts) as week, count(*) as orders
    from shop_events where kind = 'order' and sku is not null group by all
), clock as (
    select date_trunc('week', max(ts)) as now from shop_events
), weeks as (
    select p.sku, unnest(generate_series(date_trunc('week', min(since)) + interval 1 week,
        (select now from clock) - interval 1 week, interval 1 week)) as week
    from priced p group by p.sku having bool_or(p.sku in (select sku from orders))
), sold as (
    select p.group_key, w.week, avg(p.price_minor) as price,
        sum(coalesce(o.orders, 0)) as orders
    from weeks w
    asof join priced p on p.sku = w.sku and w.week >= p.since
    left join orders o on o.sku = w.sku and o.week = w.week
    group by all
), told as (
    select group_key, list(cast(price as double) order by week) as prices,
        list(cast(orders as double) order by week) as orders
    from sold group by group_key
)
select s.entity_key, s.currency, s.inputs, t.prices, t.orders,
    md5(concat_ws('|', s.input_key, cast(t.prices as varchar),
        cast(t.orders as varchar))) as state
from scored s left join told t on t.group_key = s.entity_key
where s.currency is not null
