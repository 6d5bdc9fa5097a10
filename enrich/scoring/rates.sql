-- Part of a query that has `asked` (currency, day): what one unit of each is worth in
-- the home's currency by the newest rate on or before the day, also over a third one.
stated as (
    select date, base, quote, min_by(rate, source) as rate, min(source) as source from (
        select date, base, quote, coalesce(source, 'unknown') as source,
            arg_max(rate, ingested_at) as rate
        from fx_rates where rate > 0 group by all
    ) group by date, base, quote
), both_ways as (
    select date, base as one, quote as other, rate, source from stated
    union all select date, quote, base, 1 / rate, source from stated
), paths as (
    select date, one, rate, source, '' as over_ from both_ways where other = ':home'
    union all
    select a.date, a.one, a.rate * b.rate, a.source, a.other
    from both_ways a join both_ways b on a.date = b.date and a.other = b.one
    where b.other = ':home' and a.one in (select currency from asked)
), worth as (
    select * from paths
    qualify row_number() over (partition by date, one order by over_, source) = 1
), decimals as (
    select * from (values :decimals) as t(currency, decimals)
), rated as (
    select a.currency, a.day,
        w.rate * pow(10, coalesce(own.decimals, 2)
            - coalesce(its.decimals, 2)) as factor,
        w.rate, w.date as rate_on, w.source as rate_source
    from asked a asof join worth w on w.one = a.currency and a.day >= w.date
    left join decimals its on its.currency = a.currency
    left join decimals own on own.currency = ':home'
)
