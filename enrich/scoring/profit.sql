-- One row a programme, with the prices of its merchant where the lake has them.
with newest as (
    select *, cast(ingested_at as date) as day,
        count(*) over (partition by source_url) as on_page
    from (
        select * from programmes qualify row_number() over (
            partition by programme_key order by ingested_at desc, input_key) = 1
    )
), shops as (
    select distinct host from offers_latest where host is not null
), domains as (
    select host, any_value(domain) as domain from pages
    where domain is not null group by host
), paired as (
    -- A page of one programme that leads to one host with offers leads to its merchant.
    select n.programme_key, 1 as rank, any_value(l.dst_host) as host
    from newest n join links l on l.src_url = n.source_url
    where n.on_page = 1 and l.dst_host in (select host from shops)
    group by n.programme_key having count(distinct l.dst_host) = 1
    union all
    -- A merchant's own page on its own domain.
    select n.programme_key, 2, min(s.host)
    from newest n
    join domains d on d.host = regexp_extract(n.source_url, '^https?://([^/:?#]+)', 1)
    join domains d2 on d2.domain = d.domain join shops s on s.host = d2.host
    where n.on_page = 1 group by n.programme_key
    union all
    select n.programme_key, 3, any_value(o.host)
    from newest n join (
        select distinct host, lower(regexp_replace(seller, '[^\p{L}\p{N}]', '', 'g')) as name
        from offers_latest where seller is not null
    ) o on o.name = lower(regexp_replace(n.merchant, '[^\p{L}\p{N}]', '', 'g'))
    where o.name <> ''
    group by n.programme_key having count(distinct o.host) = 1
), merchants as (
    select programme_key, host from paired
    qualify row_number() over (partition by programme_key order by rank) = 1
), goods as (
    select o.host, o.price_minor, o.currency, cast(o.seen_at as date) as day
    from offers_latest o semi join merchants m on m.host = o.host
    where o.price_minor > 0 and o.currency is not null
), asked as (
    select currency, day from goods where currency <> ':home'
    union
    select currency, day from newest where currency is not null and currency <> ':home'
), :rates
, typical as (
    select g.host, count(price) as prices, quantile_cont(price, 0.25) as order_low,
        median(price) as order_mid, quantile_cont(price, 0.75) as order_high,
        list(distinct g.currency order by g.currency) filter (price is null) as left_out
    from (
        select g.*, case when g.currency = ':home' then g.price_minor
            else g.price_minor * r.factor end as price
        from goods g left join rated r on r.currency = g.currency and r.day = g.day
    ) g group by g.host
), rivals as (
    select kind, network, count(distinct coalesce(merchant, programme_key)) as programmes
    from newest group by kind, network
), whole as (
    select n.programme_key as entity_key, n.source_url as url, m.host, n.kind as offered,
        n.network, n.merchant, n.commission_kind, n.commission_rate, n.commission_low,
        n.commission_high, n.currency as money, n.cookie_days, n.epc, n.gravity,
        n.payout_terms, n.signup_url is not null as has_signup, n.confidence,
        -- Counted in fives, so that one more does not change all the others.
        (v.programmes - 1) // 5 * 5 as rivals,
        case when n.currency = ':home' then 1.0 else r.factor end as factor,
        r.rate, r.rate_on, r.rate_source,
        t.prices, t.order_low, t.order_mid, t.order_high, t.left_out
    from newest n
    left join merchants m on m.programme_key = n.programme_key
    left join typical t on t.host = m.host
    left join rated r on r.currency = n.currency and r.day = n.day
    left join rivals v on v.kind is not distinct from n.kind
        and v.network is not distinct from n.network
)
select w.*, md5(cast(w as varchar)) as state from whole w
