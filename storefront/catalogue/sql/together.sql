-- What was looked at on one day by the same visitors, of those who agreed; three of them
-- at least, so that no pair tells of one person. Erased visitors are not there.
with looks as (
    select distinct visitor, ts::date as day, sku from shop_events
    where kind = 'view' and visitor is not null and sku is not null and ts >= (
        select max(ts) - interval 90 day from shop_events where kind = 'view')
), compared as (
    -- Who looks at hundreds of things a day compares nothing, and costs their square.
    select visitor, day, sku from looks
    qualify count(*) over (partition by visitor, day) between 2 and 50
), seen as (
    select sku, count(distinct visitor) as visitors from compared group by sku
), pairs as (
    select one.sku, other.sku as other_sku, count(distinct visitor) as visitors
    from compared one join compared other using (visitor, day)
    where one.sku <> other.sku
    group by all having count(distinct visitor) >= 3
)
-- Both are often looked at: that they are so together says less.
select pairs.sku,
    list(other_sku order by
        pairs.visitors / sqrt(one.visitors * other.visitors) desc, other_sku)[:4] as beside
from pairs
join seen one on one.sku = pairs.sku
join seen other on other.sku = pairs.other_sku
group by pairs.sku order by pairs.sku
