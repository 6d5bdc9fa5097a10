-- One row a group that has a score with money in it: its newest score's inputs, and what the
-- shop sold of it week by week, with the price that stood then.
with scored as (
    select entity_key, currency, inputs, input_key from scores
    where kind = 'group'
    qualify row_number() over (
        partition by entity_key order by ingested_at desc, input_key) = 1
), :matches
, :sold
, priced as (
    select sku, max(price_minor) as price_minor, ingested_at as since
    from catalogue where price_minor > 0 group by sku, ingested_at
), orders as (
    select sku, date_trunc('week', ts) as week, count(*) as orders
    from shop_events where kind = 'order' and sku is not null group by all
), clock as (
    select date_trunc('week', max(ts)) as now from shop_events
), weeks as (
    select p.sku, unnest(generate_series(date_trunc('week', min(since)) + interval 1 week,
        (select now from clock) - interval 1 week, interval 1 week)) as week
    from priced p group by p.sku having bool_or(p.sku in (select sku from orders))
), weekly as (
    select n.group_key, w.week, round(avg(p.price_minor), 2) as price,
        sum(coalesce(o.orders, 0)) as orders
    from weeks w join sold n on n.sku = w.sku
    asof join priced p on p.sku = w.sku and w.week >= p.since
    left join orders o on o.sku = w.sku and o.week = w.week
    group by n.group_key, w.week
), told as (
    select group_key, list(cast(price as double) order by week) as prices,
        list(cast(orders as double) order by week) as orders
    from weekly group by group_key
)
select s.entity_key, s.currency, s.inputs, t.prices, t.orders,
    md5(concat_ws('|', s.input_key, cast(t.prices as varchar),
        cast(t.orders as varchar))) as state
from scored s left join told t on t.group_key = s.entity_key
where s.currency is not null
